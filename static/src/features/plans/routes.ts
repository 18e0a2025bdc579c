import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('plans')

export const routes = [
  page('/plans', 'plans', () => import('./pages/PlansPage.vue'), { roles: OFFICIALS }),
  detail('plans', '/plans/tasks', 'plan-tasks', () => import('./pages/PlanTasksPage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
  detail('plans', '/plans/:region(\\d+)', 'plan', () => import('./pages/PlanPage.vue'), {
    props: true,
    roles: OFFICIALS,
    words: ['library'],
  }),
  detail('plans', '/plans/:region(\\d+)/work', 'plan-work', () => import('./pages/WorkPage.vue'), {
    props: true,
    roles: OFFICIALS,
  }),
  detail(
    'plans',
    '/plans/:region(\\d+)/statements/:statement',
    'plan-statement',
    () => import('./pages/StatementPage.vue'),
    {
      props: true,
      roles: OFFICIALS,
    },
  ),
]
