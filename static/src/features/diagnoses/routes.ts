import { routesOf } from '@/lib/routes'

const { detail, page } = routesOf('diagnoses')

export const routes = [
  page('/diagnoses', 'diagnoses', () => import('./pages/DiagnosesPage.vue'), { words: ['enterprises'] }),
  detail('diagnoses', '/diagnoses/:id(\\d+)', 'diagnosis', () => import('./pages/DiagnosisPage.vue'), {
    words: ['enterprises'],
  }),
]
