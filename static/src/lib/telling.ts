import { ElMessage } from 'element-plus/es/components/message/index'
import 'element-plus/es/components/message/style/css'
import { ElMessageBox } from 'element-plus/es/components/message-box/index'
import 'element-plus/es/components/message-box/style/css'
import { Offline, Problem } from './api'
import { chosen, i18n } from './i18n'

/** What to tell a person about an error: which, why and what to do. */
export function explain(error: unknown): { title: string; remedy: string; details: string[] } {
  const t = i18n.global.t
  if (error instanceof Offline) {
    return { title: t('error.offline'), remedy: t('error.offlineRemedy'), details: [] }
  }
  if (error instanceof Problem) {
    return {
      title: chosen(error.zh, error.en) || t('error.unknown'),
      remedy: chosen(error.remedy, error.remedyEn),
      details: error.details.map((item) => item.message ?? '').filter(Boolean),
    }
  }
  return { title: t('error.unknown'), remedy: t('error.unknownRemedy'), details: [] }
}

export function tellError(error: unknown): void {
  const { title, remedy, details } = explain(error)
  const message = [title, ...details, remedy].filter(Boolean).join('\uff1b')
  ElMessage({ type: 'error', message, duration: 8000, showClose: true })
}

/** A background job failed: its own words say why and what to do. */
export function tellFailed(reason: string): void {
  const message = [i18n.global.t('error.jobFailed'), reason].filter(Boolean).join('\uff1a')
  ElMessage({ type: 'error', message, duration: 8000, showClose: true })
}

export function tellDone(message: string): void {
  ElMessage({ type: 'success', message })
}

/** Something was written down and does not do what was meant yet. */
export function tellWarning(message: string): void {
  ElMessage({ type: 'warning', message, duration: 8000, showClose: true })
}

/** Ask before what cannot be undone. */
export function confirmed(question: string): Promise<boolean> {
  const t = i18n.global.t
  return ElMessageBox.confirm(question, {
    confirmButtonText: t('action.confirm'),
    cancelButtonText: t('action.cancel'),
    type: 'warning',
  }).then(
    () => true,
    () => false,
  )
}

/** Ask for a text; null when given up. */
export function askText(
  question: string,
  limit: number,
  inputType: 'textarea' | 'password' = 'textarea',
): Promise<string | null> {
  const t = i18n.global.t
  return ElMessageBox.prompt(question, {
    confirmButtonText: t('action.confirm'),
    cancelButtonText: t('action.cancel'),
    inputType,
    inputValidator: (text) => (text?.trim() && text.length <= limit ? true : t('form.needText')),
  }).then(
    ({ value }) => value.trim(),
    () => null,
  )
}
