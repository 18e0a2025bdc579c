import { onScopeDispose, ref } from 'vue'
import { api, ask, type Schemas } from './api'

export type Job = Schemas['JobResult']

const PAUSE = 600

/** Follow a background job until it ends; the page may be left, the job goes on. */
export function useJob(onEnd: (job: Job) => void) {
  const job = ref<Job>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let alive = true
  onScopeDispose(() => {
    alive = false
    clearTimeout(timer)
  })

  async function follow(id: number): Promise<void> {
    const found = await ask(api.GET('/api/jobs/{job_id}', { params: { path: { job_id: id } } }))
    if (!alive) return
    job.value = found
    if (found.finished_at) onEnd(found)
    else timer = setTimeout(() => void follow(id).catch(() => again(id)), PAUSE)
  }

  /** A lost connection is not the end of the job. */
  function again(id: number): void {
    if (alive) timer = setTimeout(() => void follow(id).catch(() => again(id)), PAUSE * 5)
  }

  return { job, follow }
}
