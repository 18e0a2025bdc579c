import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('enterprises')

export const routes = [
  page('/enterprises', 'enterprises', () => import('./pages/EnterprisesPage.vue'), {
    roles: OFFICIALS,
  }),
  detail('enterprises', '/enterprises/:id(\\d+)', 'enterprise', () => import('./pages/EnterprisePage.vue'), {
    words: ['cases', 'declarations', 'diagnoses', 'ledger', 'notices', 'potential', 'projects'],
  }),
]
