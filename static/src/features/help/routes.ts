import { routesOf } from '@/lib/routes'

const { page } = routesOf('help')

export const routes = [page('/help', 'help', () => import('./pages/HelpPage.vue'))]
