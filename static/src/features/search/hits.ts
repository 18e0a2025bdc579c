import type { RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/lib/api'

export type Group = Schemas['FoundGroup']
export type Hit = Schemas['FoundResult']

/** The page of a hit. */
export function target(sort: string, hit: Pick<Hit, 'id' | 'kind'>): RouteLocationRaw {
  if (sort === 'library')
    return hit.kind === 'rule'
      ? { name: 'rule', params: { id: hit.id } }
      : { name: 'document', params: { number: hit.id } }
  return { name: sort, params: { id: hit.id } }
}

/** Where the only hit is whose very number was typed. */
export function exactly(groups: readonly Group[]): RouteLocationRaw | undefined {
  const exact = groups.flatMap((group) => group.hits.filter((hit) => hit.exact).map((hit) => target(group.sort, hit)))
  return exact.length === 1 ? exact[0] : undefined
}

/** The list that shows all: of devices, which every role has, and where the library has hits, of it. */
export function lists(groups: readonly Group[], q: string) {
  const ledger = { key: 'search.ledger', to: { name: 'ledger', query: { q } } as RouteLocationRaw }
  const library = { key: 'search.library_all', to: { name: 'library', query: { q } } as RouteLocationRaw }
  return groups.some((group) => group.sort === 'library' && group.more) ? [ledger, library] : [ledger]
}
