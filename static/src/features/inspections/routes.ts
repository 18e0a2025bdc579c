import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('inspections')

export const routes = [
  page('/inspections', 'inspections', () => import('./pages/MissionsPage.vue'), {
    roles: OFFICIALS,
    offline: true,
  }),
  detail('inspections', '/inspections/:id(\\d+)', 'inspection', () => import('./pages/InspectionPage.vue'), {
    roles: OFFICIALS,
    offline: true,
  }),
]
