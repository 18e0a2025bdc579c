import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('library')

export const routes = [
  page('/library', 'library', () => import('./pages/LibraryPage.vue')),
  detail('library', '/library/tables', 'library-tables', () => import('./pages/TablesPage.vue'), {
    props: false,
  }),
  detail('library', '/library/changes', 'library-changes', () => import('./pages/ChangesPage.vue'), {
    props: false,
  }),
  detail('library', '/library/coverage', 'library-coverage', () => import('./pages/CoveragePage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
  detail('library', '/library/packages', 'library-packages', () => import('./pages/PackagesPage.vue'), {
    props: false,
    roles: OFFICIALS,
  }),
  detail('library', '/library/packages/:id(\\d+)', 'library-package', () => import('./pages/PackagePage.vue'), {
    roles: OFFICIALS,
  }),
  detail('library', '/library/documents/:number(.+)', 'document', () => import('./pages/DocumentPage.vue'), {
    props: true,
  }),
  detail('library', '/library/rules/:id', 'rule', () => import('./pages/RulePage.vue'), {
    props: true,
    words: ['whatif'],
  }),
  detail('library', '/library/tables/:id', 'table', () => import('./pages/TablePage.vue'), {
    props: true,
  }),
]
