import { OFFICE, routesOf } from '@/lib/routes'

const { detail } = routesOf('photos')
const WRITERS = [...OFFICE, 'enterprise'] as const

export const routes = [
  detail('photos', '/photos', 'photos', () => import('./pages/PhotosPage.vue'), {
    roles: WRITERS,
    under: 'ledger',
    props: false,
    offline: true,
    words: ['enterprises'],
  }),
  detail('photos', '/photos/:id(\\d+)', 'photo', () => import('./pages/PhotoPage.vue'), {
    roles: WRITERS,
    under: 'ledger',
    words: ['device', 'enterprises'],
  }),
]
