import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteMeta,
  type RouteRecordRaw,
} from 'vue-router'
import { i18n } from './i18n'
import { settle } from './lib/settling'
import { useSession, type Role } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title under `title`. */
    title?: string
    /** Needs no login and has no navigation around it. */
    open?: boolean
    /** Name of the list that a detail page belongs to in the navigation. */
    under?: string
    /** Who may see the page; everyone who is logged in when absent. */
    roles?: readonly Role[]
  }
}

const OFFICE: readonly Role[] = ['admin', 'inspector']
/** Who keeps an eye on the system; auditors only look. */
const WATCHERS: readonly Role[] = ['admin', 'auditor']
const OFFICIALS: readonly Role[] = [...OFFICE, 'leader', 'auditor']

/** The number in the address as the page's `id`. */
const byNumber = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) })
const byNumbers = (route: RouteLocationNormalized) => ({
  id: Number(route.params.id),
  item: Number(route.params.item),
})

/** Two devices side by side. */
const byPair = (route: RouteLocationNormalized) => ({
  id: Number(route.params.id),
  other: Number(route.params.other),
})

type Page = Extract<RouteRecordRaw['component'], () => Promise<unknown>>
type Rest = RouteMeta & { props?: boolean | object | typeof byNumber | typeof byNumbers | typeof byPair }

/** A page of the navigation; its name is its title's key too. */
function page(path: string, name: string, component: Page, rest: Rest = {}): RouteRecordRaw {
  const { props, ...meta } = rest
  return { path, name, component, props: props ?? false, meta: { title: name, ...meta } }
}

/** A page about one thing of a list. */
function detail(under: string, path: string, name: string, component: Page, rest: Rest = {}): RouteRecordRaw {
  return page(path, name, component, { props: byNumber, title: under, under, ...rest })
}

const OPEN = { open: true }

const routes: RouteRecordRaw[] = [
  page('/login', 'login', () => import('./pages/LoginPage.vue'), OPEN),
  page('/register', 'register', () => import('./pages/RegisterPage.vue'), OPEN),
  page('/', 'workbench', () => import('./pages/WorkbenchPage.vue')),
  page('/equipment', 'ledger', () => import('./pages/LedgerPage.vue')),
  detail('ledger', '/equipment/:id(\\d+)', 'device', () => import('./pages/DevicePage.vue')),
  detail('ledger', '/equipment/:id(\\d+)/edit', 'device-edit', () => import('./pages/DeviceEditPage.vue'), { roles: OFFICE }),
  detail('scan', '/d/:id(\\d+)', 'device-card', () => import('./pages/DeviceCardPage.vue'), { title: 'device-card' }),
  detail('scan', '/d/:id(\\d+)/visit', 'visit-new', () => import('./pages/VisitPage.vue'), { title: 'visit-new', roles: OFFICE }),
  page('/visits', 'visits', () => import('./pages/VisitsPage.vue')),
  page('/scan', 'scan', () => import('./pages/ScanPage.vue')),
  detail('ledger', '/equipment/:id(\\d+)/compare/:other(\\d+)', 'compare', () => import('./pages/ComparePage.vue'), { props: byPair, roles: OFFICIALS }),
  page('/enterprises', 'enterprises', () => import('./pages/EnterprisesPage.vue'), { roles: OFFICIALS }),
  detail('enterprises', '/enterprises/:id(\\d+)', 'enterprise', () => import('./pages/EnterprisePage.vue')),
  page('/alerts', 'alerts', () => import('./pages/AlertsPage.vue')),
  detail('alerts', '/alerts/calendar', 'calendar', () => import('./pages/CalendarPage.vue'), { props: false, title: 'calendar' }),
  page('/reentry', 'reentries', () => import('./pages/ReentriesPage.vue'), { roles: OFFICIALS }),
  detail('reentries', '/reentry/:id(\\d+)', 'reentry', () => import('./pages/ReentryPage.vue'), { roles: OFFICIALS }),
  page('/notices', 'notices', () => import('./pages/NoticesPage.vue')),
  detail('notices', '/notices/new', 'notice-draft', () => import('./pages/NoticeDraftPage.vue'), { props: false, roles: OFFICE }),
  detail('notices', '/notices/:id(\\d+)', 'notice', () => import('./pages/NoticePage.vue')),
  page('/library', 'library', () => import('./pages/LibraryPage.vue')),
  detail('library', '/library/tables', 'library-tables', () => import('./pages/TablesPage.vue'), { props: false }),
  detail('library', '/library/coverage', 'library-coverage', () => import('./pages/CoveragePage.vue'), { props: false, roles: OFFICIALS }),
  detail('library', '/library/packages', 'library-packages', () => import('./pages/PackagesPage.vue'), { props: false, roles: OFFICIALS }),
  detail('library', '/library/packages/:id(\\d+)', 'library-package', () => import('./pages/PackagePage.vue'), { roles: OFFICIALS }),
  detail('library', '/library/documents/:number(.+)', 'document', () => import('./pages/DocumentPage.vue'), { props: true }),
  detail('library', '/library/rules/:id', 'rule', () => import('./pages/RulePage.vue'), { props: true }),
  detail('library', '/library/tables/:id', 'table', () => import('./pages/TablePage.vue'), { props: true }),
  page('/plans', 'plans', () => import('./pages/PlansPage.vue'), { roles: OFFICIALS }),
  detail('plans', '/plans/:region(\\d+)', 'plan', () => import('./pages/PlanPage.vue'), { props: true, roles: OFFICIALS }),
  page('/whatif', 'whatif', () => import('./pages/WhatIfsPage.vue'), { roles: OFFICE }),
  detail('whatif', '/whatif/new', 'whatif-new', () => import('./pages/WhatIfNewPage.vue'), { props: false, roles: OFFICE }),
  detail('whatif', '/whatif/:id(\\d+)', 'whatif-run', () => import('./pages/WhatIfPage.vue'), { roles: OFFICE }),
  page('/imports', 'imports', () => import('./pages/ImportsPage.vue'), { roles: OFFICE }),
  detail('imports', '/imports/:id(\\d+)', 'import', () => import('./pages/ImportPage.vue'), { roles: OFFICE }),
  page('/declarations', 'declarations', () => import('./pages/DeclarationsPage.vue')),
  detail('declarations', '/declarations/:id(\\d+)', 'declaration', () => import('./pages/DeclarationPage.vue')),
  detail('declarations', '/declarations/:id(\\d+)/items/:item(\\d+)', 'declaration-item', () => import('./pages/DeclarationItemPage.vue'), { props: byNumbers }),
  page('/registrations', 'registrations', () => import('./pages/RegistrationsPage.vue'), { roles: OFFICIALS }),
  detail('registrations', '/registrations/:id(\\d+)', 'registration', () => import('./pages/RegistrationPage.vue'), { roles: OFFICIALS }),
  page('/dashboard', 'dashboard', () => import('./pages/DashboardPage.vue'), { roles: OFFICIALS }),
  detail('dashboard', '/potential', 'potential', () => import('./pages/PotentialPage.vue'), { props: false, title: 'potential' }),
  page('/administration', 'administration', () => import('./pages/UsersPage.vue'), { roles: WATCHERS }),
  detail('administration', '/administration/departments', 'admin-departments', () => import('./pages/DepartmentsPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/regions', 'admin-regions', () => import('./pages/RegionsPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/agencies', 'admin-agencies', () => import('./pages/AgenciesPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/jobs', 'admin-jobs', () => import('./pages/JobsPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/health', 'admin-health', () => import('./pages/HealthPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/audit', 'admin-audit', () => import('./pages/AuditPage.vue'), { props: false, roles: WATCHERS }),
  detail('administration', '/administration/settings', 'admin-settings', () => import('./pages/SettingsPage.vue'), { props: false, roles: ['admin'] }),
  page('/account', 'account', () => import('./pages/AccountPage.vue')),
  page('/forbidden', 'forbidden', () => import('./pages/MissingPage.vue'), { title: 'missing', props: { forbidden: true } }),
  page('/:rest(.*)*', 'missing', () => import('./pages/MissingPage.vue')),
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const { me, restore } = useSession()
  if (to.meta.open) return true
  await restore()
  if (!me.value) return { name: 'login', query: to.path === '/' ? {} : { to: to.fullPath } }
  // Until the password is changed or the second factor set up, the server answers nothing else.
  if (me.value.obligation && to.name !== 'account') return { name: 'account' }
  const roles = to.meta.roles
  if (roles && !roles.includes(me.value.role as Role)) return { name: 'forbidden' }
  return true
})

router.afterEach((to, from) => {
  if (to.path !== from.path) settle()
  const t = i18n.global.t
  document.title = to.meta.title ? `${t(`title.${to.meta.title}`)} - ${t('app.name')}` : t('app.name')
})
