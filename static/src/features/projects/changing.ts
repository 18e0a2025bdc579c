import { ref } from 'vue'
import { tellError } from '@/lib/telling'
import type { Project } from './projects'

/** Send a change of a project; what comes back is the project as it is now. */
export function useChange(done: (project: Project) => void) {
  const busy = ref(false)
  async function send(change: () => Promise<Project>): Promise<boolean> {
    busy.value = true
    try {
      done(await change())
      return true
    } catch (error) {
      tellError(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, send }
}
