import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('publicity')

export const routes = [
  detail('cases', '/cases/publicity', 'publicity', () => import('./pages/PublicityPage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
  /** What an agency has switched on: anybody may read it, without a login. */
  page('/open/:agency(\\d+)', 'published', () => import('./pages/PublishedPage.vue'), { open: true, props: true }),
]
