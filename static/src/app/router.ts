import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import { buildThere } from '@/lib/builds'
import { i18n } from '@/lib/i18n'
import { routesOf } from '@/lib/routes'
import { useSession, wasHere, type Role } from '@/lib/session'
import { settle } from '@/lib/settling'

/** A feature is a folder: its pages are found by its `routes.ts`. */
const features = import.meta.glob<RouteRecordRaw[]>('../features/*/routes.ts', { eager: true, import: 'routes' })

const { page } = routesOf('app')

const missing = () => import('./MissingPage.vue')
const routes = [
  ...Object.values(features).flat(),
  page('/forbidden', 'forbidden', missing, { title: 'missing', props: { forbidden: true } }),
  page('/:rest(.*)*', 'missing', missing),
  page('/:rest(.*)*', 'unreached', missing, { props: { unreached: true }, offline: true }),
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

function fetchPage(to: RouteLocationNormalized): void {
  const load = to.matched[to.matched.length - 1]?.components?.default
  // A failure is met again, and told, where the page is needed.
  if (typeof load === 'function') void (load as () => Promise<unknown>)().catch(() => undefined)
}

/** Says so in the page's place, under its own address, so that it comes when it is loaded again. */
const unreached = ({ path, query, hash }: RouteLocationNormalized) => ({
  name: 'unreached',
  params: { rest: path.split('/').slice(1) },
  query,
  hash,
})

// Parts of a page that is no part of the server's build any more are nowhere: that build is loaded.
window.addEventListener('vite:preloadError', () => {
  const address = heading
  void buildThere().then((build) => build === 'other' && location.assign(address || location.href))
})
router.onError(async (_error, to) => {
  if (to.name !== 'unreached' && (await buildThere()) === 'none') await router.replace(unreached(to))
})
let heading = '' // the page that was asked for last

router.beforeEach(async (to) => {
  const { me, unreached: alone, restore } = useSession()
  heading = to.fullPath
  if (to.meta.open) return true
  const known = restore()
  // Somebody is logged in here: what the page is made of comes while the server is asked who, but
  // behind the question, which a slow line would else keep in the queue.
  if (!me.value && wasHere()) fetchPage(to)
  await known
  if (!me.value) return { name: 'login', query: to.path === '/' ? {} : { to: to.fullPath } }
  if (alone.value && !to.meta.offline) return unreached(to)
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
