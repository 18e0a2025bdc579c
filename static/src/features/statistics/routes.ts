import { OFFICIALS, routesOf } from '@/lib/routes'

const { page } = routesOf('statistics')

export const routes = [
  page('/dashboard', 'dashboard', () => import('./pages/DashboardPage.vue'), {
    roles: OFFICIALS,
    words: ['potential'],
  }),
]
