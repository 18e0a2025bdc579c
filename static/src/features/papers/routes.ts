import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('papers')

export const routes = [
  page('/documents/register', 'register-of-documents', () => import('./pages/RegisterPage.vue'), { roles: OFFICIALS }),
  detail('cases', '/cases/:id(\\d+)/papers', 'case-papers', () => import('./pages/CasePapersPage.vue'), {
    title: 'case-papers',
    roles: OFFICIALS,
  }),
  detail('cases', '/papers/:id(\\d+)', 'paper', () => import('./pages/PaperPage.vue'), {
    title: 'case-papers',
    words: ['notices'],
  }),
]
