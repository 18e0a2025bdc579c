import { OFFICE, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('whatif')

export const routes = [
  page('/whatif', 'whatif', () => import('./pages/WhatIfsPage.vue'), { roles: OFFICE }),
  detail('whatif', '/whatif/new', 'whatif-new', () => import('./pages/WhatIfNewPage.vue'), {
    props: false,
    roles: OFFICE,
  }),
  detail('whatif', '/whatif/:id(\\d+)', 'whatif-run', () => import('./pages/WhatIfPage.vue'), {
    roles: OFFICE,
    words: ['ledger', 'library'],
  }),
]
