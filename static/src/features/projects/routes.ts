import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('projects')

export const routes = [
  page('/projects', 'projects', () => import('./pages/ProjectsPage.vue'), { words: ['enterprises'] }),
  page('/projects/summary', 'project-summary', () => import('./pages/ProjectSummaryPage.vue'), {
    roles: OFFICIALS,
    title: 'projects',
    under: 'projects',
  }),
  detail('projects', '/projects/:id(\\d+)', 'project', () => import('./pages/ProjectPage.vue'), {
    words: ['enterprises', 'potential'],
  }),
]
