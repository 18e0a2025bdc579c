import { ref } from 'vue'
import { explain } from '@/lib/telling'

/** Send a form: busy meanwhile, and what is refused told at its fields; says whether it went. */
export function useSending() {
  const busy = ref(false)
  const problem = ref<ReturnType<typeof explain> | null>(null)
  async function send(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await work()
    } catch (error) {
      problem.value = explain(error)
    }
    busy.value = false
    return !problem.value
  }
  return { busy, problem, send }
}
