import { OFFICIALS, routesOf, WATCHERS } from '@/lib/routes'

const { detail, page } = routesOf('admin')

export const routes = [
  page('/administration', 'administration', () => import('./pages/UsersPage.vue'), {
    roles: WATCHERS,
    words: ['account'],
  }),
  detail(
    'administration',
    '/administration/departments',
    'admin-departments',
    () => import('./pages/DepartmentsPage.vue'),
    {
      props: false,
      roles: WATCHERS,
    },
  ),
  detail('administration', '/administration/regions', 'admin-regions', () => import('./pages/RegionsPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/agencies', 'admin-agencies', () => import('./pages/AgenciesPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/words', 'admin-words', () => import('./pages/WordsPage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
  detail('administration', '/administration/jobs', 'admin-jobs', () => import('./pages/JobsPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/schedules', 'admin-schedules', () => import('./pages/SchedulesPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/health', 'admin-health', () => import('./pages/HealthPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/audit', 'admin-audit', () => import('./pages/AuditPage.vue'), {
    props: false,
    roles: WATCHERS,
  }),
  detail('administration', '/administration/settings', 'admin-settings', () => import('./pages/SettingsPage.vue'), {
    props: false,
    roles: ['admin'],
  }),
]
