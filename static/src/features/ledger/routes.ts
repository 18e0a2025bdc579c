import { routesOf } from '@/lib/routes'

const { page } = routesOf('ledger')

export const routes = [
  page('/equipment', 'ledger', () => import('./pages/LedgerPage.vue'), { words: ['cases', 'notices'] }),
]
