import { OFFICIALS, routesOf } from '@/lib/routes'

const { page } = routesOf('terms')

export const routes = [page('/terms', 'terms', () => import('./pages/TermsPage.vue'), { roles: OFFICIALS })]
