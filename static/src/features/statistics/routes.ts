import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('statistics')

export const routes = [
  page('/dashboard', 'dashboard', () => import('./pages/DashboardPage.vue'), {
    roles: OFFICIALS,
    words: ['potential'],
  }),
  detail('dashboard', '/dashboard/pivot', 'pivot', () => import('./pages/PivotPage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
]
