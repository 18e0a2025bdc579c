import { OFFICIALS, routesOf, WATCHERS } from '@/lib/routes'

const { detail, page } = routesOf('notifications')

export const routes = [
  page('/notifications', 'notifications', () => import('./pages/NotificationsPage.vue')),
  detail(
    'administration',
    '/administration/responsibilities',
    'admin-responsibilities',
    () => import('./pages/ResponsibilitiesPage.vue'),
    { props: false, words: ['admin'], roles: OFFICIALS },
  ),
  detail('administration', '/administration/channels', 'admin-channels', () => import('./pages/ChannelsPage.vue'), {
    props: false,
    words: ['admin'],
    roles: WATCHERS,
  }),
  detail(
    'administration',
    '/administration/deliveries',
    'admin-deliveries',
    () => import('./pages/DeliveriesPage.vue'),
    { props: false, words: ['admin'], roles: WATCHERS },
  ),
]
