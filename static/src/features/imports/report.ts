import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { api, ask, Problem, type Schemas } from '@/lib/api'
import { chosen } from '@/lib/i18n'
import { useLoad } from '@/lib/loading'
import { explain, tellError } from '@/lib/telling'
import { useSession } from '@/lib/session'
import { afterEdit, type Change, type Decision, type EditedRow, type Line, type Report } from './imports'

/**
 * What an import found, and the correcting of its rows: each correction is shown at once and
 * counted a moment after the last.
 *
 * @param suggested what becomes of rows that look like known devices
 * @param reread loads the import and the report anew, where much of a file is read differently
 * @param follow looks how far the corrections of a large file are, which a job reads
 */
export function useReport(
  id: number,
  suggested: Ref<'reject' | 'create' | 'update'>,
  reread: () => Promise<void>,
  follow: () => void,
) {
  const { me, isOffice } = useSession()
  const path = { params: { path: { import_id: id } } }

  // A count that was begun before a cell was corrected must not bring the old text back.
  let edits = 0
  const report = useLoad(async (): Promise<Report> => {
    const begun = edits
    const found = await count()
    return begun === edits ? found : (report.data.value ?? found)
  })
  async function count(): Promise<Report> {
    const found = await ask(api.GET('/api/v1/imports/{import_id}', path))
    return found.status === 'staged' && !found.edits && isOffice.value
      ? ask(api.POST('/api/v1/imports/{import_id}/preview', { ...path, body: { suggested: suggested.value } }))
      : ask(api.GET('/api/v1/imports/{import_id}/report', path))
  }
  watch(suggested, report.reload)

  // Several cells in a row are counted once, a moment after the last.
  const PAUSE = 500
  const counting = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  watch(report.loading, (loading) => {
    if (!loading) counting.value = false
  })
  function countAnew(): void {
    counting.value = true
    clearTimeout(timer)
    timer = setTimeout(() => void report.reload(), PAUSE)
  }

  const whole = ref<Line>()

  function takeOver(answer: EditedRow, changes: readonly Change[]): void {
    edits += 1
    if (report.data.value) report.data.value = afterEdit(report.data.value, answer, changes)
    whole.value = undefined
    if (answer.reading) follow()
    else countAnew()
  }

  async function send(line: Line, body: Omit<Schemas['RowArgs'], 'version'>): Promise<EditedRow> {
    const place = { params: { path: { import_id: id, row_id: line.rowId ?? 0 } } }
    try {
      return await ask(
        api.PATCH('/api/v1/imports/{import_id}/rows/{row_id}', {
          ...place,
          body: { version: line.version ?? 0, ...body },
        }),
      )
    } catch (error) {
      // What somebody else has done to the row must be seen before it is changed again.
      if (error instanceof Problem && error.status === 409) countAnew()
      throw error
    }
  }

  const said = (error: unknown) => {
    const { title, remedy } = explain(error)
    return [title, remedy].filter(Boolean).join(' ')
  }

  /** Save a cell; gives what is still wrong with it. */
  async function saveCell(line: Line, text: string | null): Promise<string> {
    const field = line.field
    if (!field) return ''
    try {
      const answer = await send(line, { values: { [field]: text } })
      const was = line.correction?.was ?? line.problem?.value ?? ''
      takeOver(answer, [{ field, heading: line.heading, was, text, name: me.value?.name ?? '' }])
      if (answer.reading) return ''
      // A correction that is not understood is asked again, although the file's own word only warns.
      const left = answer.problems.find((one) => one.field === field && one.code !== 'name_disagrees')
      return left && text !== null
        ? `${chosen(left.message, left.message_en)} ${chosen(left.remedy, left.remedy_en)}`
        : ''
    } catch (error) {
      return said(error)
    }
  }

  async function decide(line: Line, decision: Decision, target: number | null): Promise<string> {
    try {
      takeOver(await send(line, { decision, target }), [])
    } catch (error) {
      tellError(error)
    }
    return ''
  }

  /** Say of which kind a row is, or all of its name; what is read anew may be much. */
  async function tellKind(line: Line, kind: string | null, alike: boolean): Promise<string> {
    try {
      await send(line, { values: { kind }, alike })
      edits += 1
      await reread()
    } catch (error) {
      tellError(error)
    }
    return ''
  }

  return { report, counting, whole, takeOver, saveCell, decide, tellKind }
}
