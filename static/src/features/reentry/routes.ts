import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('reentry')

export const routes = [
  page('/reentry', 'reentries', () => import('./pages/ReentriesPage.vue'), { roles: OFFICIALS }),
  detail('reentries', '/reentry/:id(\\d+)', 'reentry', () => import('./pages/ReentryPage.vue'), {
    roles: OFFICIALS,
  }),
]
