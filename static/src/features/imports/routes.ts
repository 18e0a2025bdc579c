import { OFFICE, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('imports')

export const routes = [
  page('/imports', 'imports', () => import('./pages/ImportsPage.vue'), { roles: OFFICE }),
  detail('imports', '/imports/:id(\\d+)', 'import', () => import('./pages/ImportPage.vue'), {
    roles: OFFICE,
    words: ['enterprises'],
  }),
]
