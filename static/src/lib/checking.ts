// What is wrong with a form, told in our words: the browser's own are in the browser's language,
// and show one field at a time.

import { i18n } from './i18n'

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** One thing to put right: the text of the summary, and where it leads. */
export interface Wrong {
  text: string
  control: Control | null
}

const MARK = 'fieldNote'

export function controlsOf(form: HTMLFormElement): Control[] {
  const tags = ['INPUT', 'SELECT', 'TEXTAREA']
  return [...form.elements].filter((one): one is Control => tags.includes(one.tagName))
}

/** What a label says before the first field or hint in it. */
function wordsOf(label: Element | null | undefined): string {
  if (!label) return ''
  const hints = 'input, select, textarea, option, .small, .failing, [data-field-note]'
  const copy = label.cloneNode(true) as Element
  copy.querySelectorAll(hints).forEach((one) => one.remove())
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
}

/** How people call a field. */
export function labelOf(control: Control): string {
  const group =
    control.type === 'radio' ? control.closest('fieldset, [role=radiogroup]') : control.closest('[role=group]')
  const shared = group && (wordsOf(group.querySelector('legend')) || group.getAttribute('aria-label'))
  const hint = control instanceof HTMLSelectElement ? '' : control.placeholder
  return shared || control.getAttribute('aria-label') || wordsOf(control.labels?.[0]) || hint
}

const CHOSEN = ['radio', 'date', 'datetime-local', 'month', 'time', 'file', 'select-one']
/** What keeps a field from being taken as it stands; blank when nothing does. */
export function complaint(control: Control): string {
  const { t } = i18n.global
  const it = control.validity
  if (!control.willValidate || it.valid) return ''
  const name = labelOf(control) || t('fieldCheck.thisField')
  if (it.valueMissing && control.type === 'checkbox') return t('fieldCheck.tick', { name })
  if (it.valueMissing) return t(CHOSEN.includes(control.type) ? 'fieldCheck.choose' : 'fieldCheck.fill', { name })
  if (control instanceof HTMLInputElement) {
    const kind = control.type.startsWith('date') ? 'Day' : ''
    if (it.rangeUnderflow) return t(`fieldCheck.least${kind}`, { name, limit: control.min })
    if (it.rangeOverflow) return t(`fieldCheck.most${kind}`, { name, limit: control.max })
    if (it.badInput || it.stepMismatch) return t(kind ? 'fieldCheck.noDay' : 'fieldCheck.noNumber', { name })
    if (it.typeMismatch) return t(control.type === 'url' ? 'fieldCheck.noAddress' : 'fieldCheck.noMail', { name })
  }
  if (it.tooShort && 'minLength' in control) return t('fieldCheck.short', { name, count: control.minLength })
  if (it.customError) return control.validationMessage
  return t('fieldCheck.shape', { name, hint: control.title })
}

/** Whether each number of a text can be one: a mobile's eleven digits, a place's or a hotline's fewer. */
export function isPhone(text: string): boolean {
  const numbers = text.normalize('NFKC').split(/[,;/\u3001]/)
  return numbers.every((number) => {
    const bare = number.replace(/\([^)\d]*\)|(\u8f6c|\u5206\u673a|ext\.?|#)\s*\d+/gi, '').trim()
    const digits = bare.replace(/^(\+|00)86/, '').replace(/\D/g, '')
    if (!/^[+\d\s()\u2010-\u2015-]+$/.test(bare)) return false
    return /^1[3-9]/.test(digits) ? digits.length === 11 : digits.length >= 5 && digits.length <= 12
  })
}

/** What may be a slip of the pen, asked while it is typed: it does not keep the form back. */
export function question(control: Control): string {
  const text = control.value.trim()
  return control.type !== 'tel' || !text || isPhone(text) ? '' : i18n.global.t('fieldCheck.phone')
}

/** Say something at a field, or nothing any more. */
export function note(control: Control, text: string, tone: 'failing' | 'warned' = 'failing'): void {
  const anchor = anchorOf(control)
  const there = control.dataset[MARK] ? document.getElementById(control.dataset[MARK]) : null
  if (tone === 'failing' && text) control.setAttribute('aria-invalid', 'true')
  else if (control.dataset[MARK]) control.removeAttribute('aria-invalid')
  if (!text) {
    there?.remove()
    if (control.dataset[MARK]) control.removeAttribute('aria-describedby')
    delete control.dataset[MARK]
    return
  }
  const place = there ?? document.createElement('span')
  place.className = `small block ${tone}`
  place.textContent = text
  if (there) return
  const id = `note-${++count}`
  control.dataset[MARK] = place.dataset[MARK] = place.id = id
  control.setAttribute('aria-describedby', id)
  anchor.after(place)
}
let count = 0

/** The field as people see it: with its frame or unit, a group of choices as a whole. */
function anchorOf(control: Control): Element {
  const choices = control.type === 'radio' && control.closest('fieldset, [role=radiogroup]')
  if (choices) return choices.lastElementChild ?? control
  const frame = control.closest('.el-input, .el-textarea, .el-select, [data-frame]')
  if (frame) return frame
  return control.type === 'checkbox' ? (control.closest('label')?.lastElementChild ?? control) : control
}

/** The field of this form that the server means by `officers.0.name`. */
export function fieldOf(form: HTMLFormElement, path: string): Control | null {
  const parts = path.split('.')
  const names = [path, parts.slice(1).join('.'), parts[parts.length - 1], parts[0]].filter(Boolean)
  for (const name of names) {
    const found = controlsOf(form).find((one) => one.name === name || one.id === `field-${name}`)
    if (found) return found
  }
  return null
}

/** Bring a field before the eyes and the fingers. */
export function goTo(control: Control): void {
  control.closest('details')?.setAttribute('open', '')
  control.scrollIntoView({ block: 'center' })
  control.focus({ preventScroll: true })
}

/** Mark the required fields, also those that only became so. */
export function markRequired(form: HTMLFormElement): void {
  for (const control of controlsOf(form)) {
    const group = control.type === 'radio' ? control.closest('fieldset')?.querySelector('legend') : null
    const label = group ?? control.labels?.[0]
    label?.toggleAttribute('data-required', control.required && !control.disabled)
  }
}
