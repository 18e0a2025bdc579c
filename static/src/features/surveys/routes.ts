import { byNumbers, OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('surveys')
const roles = OFFICIALS

export const routes = [
  page('/surveys', 'surveys', () => import('./pages/SurveysPage.vue'), { roles }),
  detail('surveys', '/surveys/:id(\\d+)', 'survey', () => import('./pages/SurveyPage.vue'), {
    roles,
    words: ['enterprises'],
  }),
  detail('surveys', '/surveys/enterprises/:id(\\d+)', 'survey-entry', () => import('./pages/SurveyEntryPage.vue'), {
    props: byNumbers('id'),
    roles,
  }),
]
