import { onScopeDispose, ref } from 'vue'
import { api, ask, type Schemas } from './api'
import { chosen } from './i18n'

export type Job = Schemas['JobResult']

const PAUSE = 600

interface Failure {
  message: string
  message_en: string
  remedy: string
  remedy_en: string
}

/** Why a job failed and what to do, in the reader's language; blank while nothing is wrong. */
export function failureText(job: Pick<Job, 'error' | 'result'> | undefined): string {
  const told = (job?.result as { failure?: Failure } | null | undefined)?.failure
  // A job of an earlier version has one line in both languages.
  if (!told) return job?.error ?? ''
  const [message, remedy] = [chosen(told.message, told.message_en), chosen(told.remedy, told.remedy_en)]
  return remedy ? `${message}${chosen('\u3002', '. ')}${remedy}` : message
}

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
    const found = await ask(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } }))
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
