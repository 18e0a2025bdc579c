import { routesOf } from '@/lib/routes'

const { page } = routesOf('check')

/** Where the QR code of an issued document leads: anybody may look, without a login. */
export const routes = [
  page('/check/:digest([0-9a-f]{16,64})', 'check', () => import('./pages/CheckPage.vue'), { open: true, props: true }),
]
