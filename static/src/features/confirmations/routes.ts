import { routesOf } from '@/lib/routes'

const { page } = routesOf('confirmations')

export const routes = [page('/confirmations', 'confirmations', () => import('./pages/ConfirmationsPage.vue'))]
