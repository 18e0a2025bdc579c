import { routesOf } from '@/lib/routes'

const { detail } = routesOf('potential')

export const routes = [
  detail('dashboard', '/potential', 'potential', () => import('./pages/PotentialPage.vue'), {
    props: false,
    title: 'potential',
  }),
]
