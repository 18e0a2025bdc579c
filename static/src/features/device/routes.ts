import { byNumbers, OFFICE, OFFICIALS, routesOf } from '@/lib/routes'

const { detail } = routesOf('device')

export const routes = [
  detail('ledger', '/equipment/:id(\\d+)', 'device', () => import('./pages/DevicePage.vue'), {
    words: ['cases', 'enterprises', 'ledger', 'potential', 'projects', 'reentry', 'visits'],
  }),
  detail('ledger', '/equipment/:id(\\d+)/edit', 'device-edit', () => import('./pages/DeviceEditPage.vue'), {
    roles: OFFICE,
  }),
  detail('ledger', '/equipment/:id(\\d+)/compare/:other(\\d+)', 'compare', () => import('./pages/ComparePage.vue'), {
    props: byNumbers('id', 'other'),
    roles: OFFICIALS,
  }),
]
