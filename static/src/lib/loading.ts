import { defineAsyncComponent, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Component, Ref, ShallowRef } from 'vue'

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Load something and keep the newest answer: an older one that comes late is dropped. */
export function useLoad<T>(load: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T>()
  const error = shallowRef<unknown>()
  const loading = ref(true)
  let newest = 0
  let alive = true
  onScopeDispose(() => {
    alive = false
  })

  async function reload(): Promise<void> {
    const turn = ++newest
    const stale = () => !alive || turn !== newest
    loading.value = true
    try {
      const answer = await load()
      if (stale()) return
      data.value = answer
      error.value = undefined
    } catch (problem) {
      if (stale()) return
      error.value = problem
    }
    loading.value = false
  }

  void reload()
  return { data, error, loading, reload }
}

/**
 * Parts of a page that come after its answer: on a slow line what is read goes before what is
 * pressed. Their places must be kept free, or the page moves under the reader.
 */
export function after(answer: Loaded<unknown>) {
  const come = new Promise<void>((resolve) => {
    watch(answer.loading, (loading) => loading || resolve(), { once: true })
  })
  return <T extends Component>(part: () => Promise<{ default: T }>): T =>
    defineAsyncComponent<T>(() => come.then(part).then((found) => found.default))
}
