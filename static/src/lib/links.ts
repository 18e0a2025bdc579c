import type { RouteLocationRaw } from 'vue-router'
import { tidy } from './query'

/** The list whose length is the number: its filter is what the server counted by. */
export function ledgerLink(number: { filter: unknown }): RouteLocationRaw {
  return { name: 'ledger', query: tidy(number.filter as Record<string, string | number>) }
}
