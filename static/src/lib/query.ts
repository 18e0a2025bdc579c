import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'

/** One value of an address, blank when absent or given twice. */
export function one(query: LocationQuery, key: string): string {
  const value = query[key]
  return typeof value === 'string' ? value : ''
}

/** The query without blanks, so that equal lists have equal addresses. */
export function tidy(values: Record<string, string | number | undefined | null>): LocationQueryRaw {
  const kept = Object.entries(values).filter(([, value]) => value !== '' && value != null)
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]))
}

/**
 * The state of a list in its address: a link shows a colleague the same list.
 * A changed filter begins at the first page.
 */
export function useListState<K extends string>(keys: readonly K[]) {
  const route = useRoute()
  const router = useRouter()
  const state = computed(() => Object.fromEntries(keys.map((key) => [key, one(route.query, key)])) as Record<K, string>)

  async function change(values: Partial<Record<K, string>>): Promise<void> {
    const paged = 'after' in values || 'page' in values
    const next = { ...state.value, ...(paged ? {} : { after: '', page: '' }), ...values }
    await router.push({ query: tidy(next) })
  }

  async function clear(kept: readonly K[] = []): Promise<void> {
    const next = Object.fromEntries(kept.map((key) => [key, state.value[key]]))
    await router.push({ query: tidy(next) })
  }

  return { state: state as ComputedRef<Record<K, string>>, change, clear }
}
