import { ref } from 'vue'
import { api, ask, fetchFile, save } from '@/lib/api'
import { i18n } from '@/lib/i18n'
import { failureText, useJob } from '@/lib/jobs'
import { tellDone, tellError, tellFailed } from '@/lib/telling'

/** Filters without what does not narrow, as saved views and background work take them. */
export function narrowing(filters: Record<string, unknown>): Record<string, never> {
  const kept = Object.entries(filters).filter(
    ([, value]) => value !== '' && value != null && !(Array.isArray(value) && !value.length),
  )
  return Object.fromEntries(kept) as Record<string, never>
}

/** Export what filters list in the background, and fetch the file when it is there. */
export function useExport() {
  const running = ref<number | null>(null)
  const { job, follow } = useJob((ended) => {
    if (ended.status === 'failed') {
      running.value = null
      tellFailed(failureText(ended))
    } else void fetchIt().catch(tellError)
  })

  async function begin(
    format: 'xlsx' | 'csv',
    filters: Record<string, unknown>,
    sort: string,
    columns: string[],
  ): Promise<void> {
    try {
      const body = { format, filters: narrowing(filters), sort, columns }
      const made = await ask(api.POST('/api/v1/exports', { body }))
      running.value = made.id
      if (made.job) await follow(made.job.id)
    } catch (error) {
      running.value = null
      tellError(error)
    }
  }

  async function fetchIt(): Promise<void> {
    const id = running.value
    if (!id) return
    running.value = null
    const found = await ask(api.GET('/api/v1/exports/{export_id}', { params: { path: { export_id: id } } }))
    save(await fetchFile(`/api/v1/exports/${id}/file`), found.name)
    tellDone(i18n.global.t('tools.exported', { count: found.devices ?? 0 }))
  }

  return { running, job, begin }
}
