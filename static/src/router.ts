import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
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

const routes: RouteRecordRaw[] = [
  {
    path: '/login',
    name: 'login',
    component: () => import('./pages/LoginPage.vue'),
    meta: { open: true, title: 'login' },
  },
  { path: '/', redirect: '/equipment' },
  {
    path: '/equipment',
    name: 'ledger',
    component: () => import('./pages/LedgerPage.vue'),
    meta: { title: 'ledger' },
  },
  {
    path: '/equipment/:id(\\d+)',
    name: 'device',
    component: () => import('./pages/MissingPage.vue'),
    meta: { title: 'ledger', under: 'ledger' },
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

export { OFFICE, OFFICIALS }

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
  const roles = to.meta.roles
  if (roles && !roles.includes(me.value.role as Role)) return { name: 'forbidden' }
  return true
})
