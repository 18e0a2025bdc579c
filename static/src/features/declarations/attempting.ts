import { ref } from 'vue'
import { explain } from '@/lib/telling'

/** Does one thing at a time with a draft; what is refused is told on top of the page. */
export function useAttempts() {
  const busy = ref(false)
  const problem = ref<ReturnType<typeof explain> | null>(null)
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await work()
    } catch (error) {
      problem.value = explain(error)
      window.scrollTo({ top: 0 })
    }
    busy.value = false
  }
  return { busy, problem, attempt }
}

export type Attempt = ReturnType<typeof useAttempts>['attempt']
