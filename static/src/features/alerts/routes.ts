import { routesOf } from '@/lib/routes'

const { detail, page } = routesOf('alerts')

export const routes = [
  page('/alerts', 'alerts', () => import('./pages/AlertsPage.vue'), { words: ['ledger'] }),
  detail('alerts', '/alerts/calendar', 'calendar', () => import('./pages/CalendarPage.vue'), {
    props: false,
    title: 'calendar',
    words: ['cases', 'ledger'],
  }),
]
