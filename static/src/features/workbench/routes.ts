import { routesOf } from '@/lib/routes'

const { page } = routesOf('workbench')

export const routes = [
  page('/', 'workbench', () => import('./pages/WorkbenchPage.vue'), {
    words: ['cases', 'notices', 'reports', 'statistics'],
  }),
]
