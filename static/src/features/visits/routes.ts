import { OFFICE, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('visits')

export const routes = [
  detail('scan', '/d/:id(\\d+)', 'device-card', () => import('./pages/DeviceCardPage.vue'), {
    title: 'device-card',
    words: ['alerts'],
  }),
  detail('scan', '/d/:id(\\d+)/visit', 'visit-new', () => import('./pages/VisitPage.vue'), {
    title: 'visit-new',
    roles: OFFICE,
  }),
  page('/visits', 'visits', () => import('./pages/VisitsPage.vue')),
  page('/scan', 'scan', () => import('./pages/ScanPage.vue')),
]
