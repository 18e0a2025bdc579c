import { routesOf } from '@/lib/routes'

const { page } = routesOf('account')

export const routes = [
  page('/login', 'login', () => import('./pages/LoginPage.vue'), { open: true }),
  page('/account', 'account', () => import('./pages/AccountPage.vue'), { words: ['notifications'] }),
]
