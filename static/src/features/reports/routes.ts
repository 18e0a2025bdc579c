import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('reports')

export const routes = [
  page('/reports', 'reports', () => import('./pages/ReportsPage.vue'), { roles: OFFICIALS }),
  detail('reports', '/reports/:id(\\d+)', 'report', () => import('./pages/ReportPage.vue'), { roles: OFFICIALS }),
]
