import { routesOf } from '@/lib/routes'

const { detail, page } = routesOf('cases')

export const routes = [
  page('/cases', 'cases', () => import('./pages/CasesPage.vue')),
  detail('cases', '/cases/:id(\\d+)', 'case', () => import('./pages/CasePage.vue')),
]
