import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { i18n } from './i18n'
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
const OFFICIALS: readonly Role[] = [...OFFICE, 'leader', 'auditor']

/** The number in the address as the page's `id`. */
const byNumber = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) })
const byNumbers = (route: RouteLocationNormalized) => ({
  id: Number(route.params.id),
  item: Number(route.params.item),
})

const routes: RouteRecordRaw[] = [
  {
    path: '/login',
    name: 'login',
    component: () => import('./pages/LoginPage.vue'),
    meta: { open: true, title: 'login' },
  },
  {
    path: '/register',
    name: 'register',
    component: () => import('./pages/RegisterPage.vue'),
    meta: { title: 'register', open: true },
  },
  {
    path: '/',
    name: 'workbench',
    component: () => import('./pages/WorkbenchPage.vue'),
    meta: { title: 'workbench' },
  },
  {
    path: '/equipment',
    name: 'ledger',
    component: () => import('./pages/LedgerPage.vue'),
    meta: { title: 'ledger' },
  },
  {
    path: '/equipment/:id(\\d+)',
    name: 'device',
    component: () => import('./pages/DevicePage.vue'),
    props: byNumber,
    meta: { title: 'ledger', under: 'ledger' },
  },
  {
    path: '/equipment/:id(\\d+)/edit',
    name: 'device-edit',
    component: () => import('./pages/DeviceEditPage.vue'),
    props: byNumber,
    meta: { title: 'ledger', under: 'ledger', roles: OFFICE },
  },
  {
    path: '/enterprises',
    name: 'enterprises',
    component: () => import('./pages/EnterprisesPage.vue'),
    meta: { title: 'enterprises', roles: OFFICIALS },
  },
  {
    path: '/enterprises/:id(\\d+)',
    name: 'enterprise',
    component: () => import('./pages/EnterprisePage.vue'),
    props: byNumber,
    meta: { title: 'enterprises', under: 'enterprises' },
  },
  {
    path: '/alerts',
    name: 'alerts',
    component: () => import('./pages/AlertsPage.vue'),
    meta: { title: 'alerts' },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./pages/NoticesPage.vue'),
    meta: { title: 'notices' },
  },
  {
    path: '/notices/new',
    name: 'notice-draft',
    component: () => import('./pages/NoticeDraftPage.vue'),
    meta: { title: 'notices', under: 'notices', roles: OFFICE },
  },
  {
    path: '/notices/:id(\\d+)',
    name: 'notice',
    component: () => import('./pages/NoticePage.vue'),
    props: byNumber,
    meta: { title: 'notices', under: 'notices' },
  },
  {
    path: '/library',
    name: 'library',
    component: () => import('./pages/LibraryPage.vue'),
    meta: { title: 'library' },
  },
  {
    path: '/library/documents/:number(.+)',
    name: 'document',
    component: () => import('./pages/DocumentPage.vue'),
    props: true,
    meta: { title: 'library', under: 'library' },
  },
  {
    path: '/library/rules/:id',
    name: 'rule',
    component: () => import('./pages/RulePage.vue'),
    props: true,
    meta: { title: 'library', under: 'library' },
  },
  {
    path: '/library/tables/:id',
    name: 'table',
    component: () => import('./pages/TablePage.vue'),
    props: true,
    meta: { title: 'library', under: 'library' },
  },
  {
    path: '/imports',
    name: 'imports',
    component: () => import('./pages/ImportsPage.vue'),
    meta: { title: 'imports', roles: OFFICE },
  },
  {
    path: '/imports/:id(\\d+)',
    name: 'import',
    component: () => import('./pages/ImportPage.vue'),
    props: byNumber,
    meta: { title: 'imports', under: 'imports', roles: OFFICE },
  },
  {
    path: '/declarations',
    name: 'declarations',
    component: () => import('./pages/DeclarationsPage.vue'),
    meta: { title: 'declarations' },
  },
  {
    path: '/declarations/:id(\\d+)',
    name: 'declaration',
    component: () => import('./pages/DeclarationPage.vue'),
    props: byNumber,
    meta: { title: 'declarations', under: 'declarations' },
  },
  {
    path: '/declarations/:id(\\d+)/items/:item(\\d+)',
    name: 'declaration-item',
    component: () => import('./pages/DeclarationItemPage.vue'),
    props: byNumbers,
    meta: { title: 'declarations', under: 'declarations' },
  },
  {
    path: '/registrations',
    name: 'registrations',
    component: () => import('./pages/RegistrationsPage.vue'),
    meta: { title: 'registrations', roles: OFFICIALS },
  },
  {
    path: '/registrations/:id(\\d+)',
    name: 'registration',
    component: () => import('./pages/RegistrationPage.vue'),
    props: byNumber,
    meta: { title: 'registrations', under: 'registrations', roles: OFFICIALS },
  },
  {
    path: '/dashboard',
    name: 'dashboard',
    component: () => import('./pages/DashboardPage.vue'),
    meta: { title: 'dashboard', roles: OFFICIALS },
  },
  {
    path: '/administration',
    name: 'administration',
    component: () => import('./pages/AdministrationPage.vue'),
    meta: { title: 'administration', roles: ['admin', 'auditor'] },
  },
  {
    path: '/account',
    name: 'account',
    component: () => import('./pages/AccountPage.vue'),
    meta: { title: 'account' },
  },
  {
    path: '/forbidden',
    name: 'forbidden',
    component: () => import('./pages/MissingPage.vue'),
    props: { forbidden: true },
    meta: { title: 'missing' },
  },
  {
    path: '/:rest(.*)*',
    name: 'missing',
    component: () => import('./pages/MissingPage.vue'),
    meta: { title: 'missing' },
  },
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

router.afterEach((to) => {
  const t = i18n.global.t
  document.title = to.meta.title ? `${t(`title.${to.meta.title}`)} - ${t('app.name')}` : t('app.name')
})
