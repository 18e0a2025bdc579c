import { Offline, Problem, type Detail } from './api'
import { chosen, i18n } from './i18n'

/** Boxes and messages come when the first is needed, or when the page has nothing else to do. */
export const boxes = () => import('./boxes')

type Message = { type: 'error' | 'success' | 'warning'; message: string; duration?: number; showClose?: boolean }

/** Where even the box cannot be fetched the page says by itself that nobody answers. */
function show(message: Message): void {
  boxes().then(
    ({ ElMessage }) => ElMessage(message),
    () => undefined,
  )
}

/** A refused field: what is said at it, and the same beginning with its name. */
export interface Place {
  field: string
  text: string
  named: string
}

export interface Told {
  title: string
  remedy: string
  details: string[]
  places?: Place[]
}

/** What to tell a person about an error: which, why and what to do. */
export function explain(error: unknown): Told {
  const t = i18n.global.t
  if (error instanceof Offline) {
    return { title: t('error.offline'), remedy: t('error.offlineRemedy'), details: [] }
  }
  if (error instanceof Problem) {
    const places = error.details.flatMap(placed)
    return {
      title: chosen(error.zh, error.en) || t('error.unknown'),
      remedy: chosen(error.remedy, error.remedyEn),
      details: places.map((place) => place.named),
      places,
    }
  }
  return { title: t('error.unknown'), remedy: t('error.unknownRemedy'), details: [] }
}

/** A detail without words says nothing to anybody: it is left out. */
function placed({ field, message, message_en, name, name_en }: Detail): Place[] {
  const text = chosen(message ?? '', message_en)
  const called = chosen(name ?? '', name_en)
  if (!text) return []
  const named = called && !text.includes(called) ? `${called}${chosen('\uff1a', ': ')}${text}` : text
  return [{ field: field ?? '', text, named }]
}

/** A form lacks something that only the page can know: told like a refusal of the server. */
export function lacking(field: string, text: string): Told {
  return {
    title: i18n.global.t('fieldCheck.title', { count: 1 }),
    remedy: '',
    details: [text],
    places: [{ field, text, named: text }],
  }
}

export function tellError(error: unknown): void {
  const { title, remedy, details } = explain(error)
  const message = [title, ...details, remedy].filter(Boolean).join('\uff1b')
  show({ type: 'error', message, duration: 8000, showClose: true })
}

/** A background job failed: its own words say why and what to do. */
export function tellFailed(reason: string): void {
  const message = [i18n.global.t('error.jobFailed'), reason].filter(Boolean).join('\uff1a')
  show({ type: 'error', message, duration: 8000, showClose: true })
}

export function tellDone(message: string): void {
  show({ type: 'success', message })
}

/** Something was written down and does not do what was meant yet. */
export function tellWarning(message: string): void {
  show({ type: 'warning', message, duration: 8000, showClose: true })
}

/** Ask before what cannot be undone. */
export async function confirmed(question: string): Promise<boolean> {
  const t = i18n.global.t
  const { ElMessageBox } = await boxes()
  return ElMessageBox.confirm(question, {
    confirmButtonText: t('action.confirm'),
    cancelButtonText: t('action.cancel'),
    type: 'warning',
  }).then(
    () => true,
    () => false,
  )
}
