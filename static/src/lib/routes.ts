import type { RouteLocationNormalized, RouteMeta, RouteRecordRaw } from 'vue-router'
import { loadWords } from './i18n'
import type { Role } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title under `title`. */
    title?: string
    /** Needs no login and has no navigation around it. */
    open?: boolean
    /** Shows what this device holds where the server cannot be reached (files: scripts/worker.ts). */
    offline?: boolean
    /** Name of the list that a detail page belongs to in the navigation. */
    under?: string
    /** Who may see the page; everyone who is logged in when absent. */
    roles?: readonly Role[]
  }
}

export const OFFICE: readonly Role[] = ['admin', 'inspector']
/** Who keeps an eye on the system; auditors only look. */
export const WATCHERS: readonly Role[] = ['admin', 'auditor']
export const OFFICIALS: readonly Role[] = [...OFFICE, 'leader', 'auditor']

type Props = (route: RouteLocationNormalized) => Record<string, number>

/** The numbers of the address as the page's properties of the same names. */
export const byNumbers =
  (...names: string[]): Props =>
  (route) =>
    Object.fromEntries(names.map((name) => [name, Number(route.params[name])]))

type Page = () => Promise<unknown>
interface Rest extends RouteMeta {
  props?: boolean | object | Props
  /** Further features whose words the page shows, because it has parts of theirs. */
  words?: readonly string[]
}

/** How a feature names its pages: each brings its words with it, its own and the shared ones. */
export function routesOf(feature: string) {
  /** A page of the navigation; its name is its title's key too. */
  function page(path: string, name: string, component: Page, rest: Rest = {}): RouteRecordRaw {
    const { props, words = [], ...meta } = rest
    const load = () => Promise.all([component(), loadWords(['app', feature, ...words])]).then(([found]) => found)
    return { path, name, component: load, props: props ?? false, meta: { title: name, ...meta } } as RouteRecordRaw
  }

  /** A page about one thing of a list. */
  function detail(under: string, path: string, name: string, component: Page, rest: Rest = {}): RouteRecordRaw {
    return page(path, name, component, { props: byNumbers('id'), title: under, under, ...rest })
  }

  return { page, detail }
}
