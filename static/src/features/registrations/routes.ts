import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('registrations')

export const routes = [
  page('/register', 'register', () => import('./pages/RegisterPage.vue'), {
    open: true,
    words: ['account'],
  }),
  page('/registrations', 'registrations', () => import('./pages/RegistrationsPage.vue'), {
    roles: OFFICIALS,
    words: ['declarations'],
  }),
  detail('registrations', '/registrations/:id(\\d+)', 'registration', () => import('./pages/RegistrationPage.vue'), {
    roles: OFFICIALS,
    words: ['declarations'],
  }),
]
