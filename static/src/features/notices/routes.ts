import { OFFICE, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('notices')

export const routes = [
  page('/notices', 'notices', () => import('./pages/NoticesPage.vue')),
  detail('notices', '/notices/new', 'notice-draft', () => import('./pages/NoticeDraftPage.vue'), {
    props: false,
    roles: OFFICE,
    words: ['cases', 'ledger'],
  }),
  detail('notices', '/notices/:id(\\d+)', 'notice', () => import('./pages/NoticePage.vue'), {
    words: ['cases'],
  }),
]
