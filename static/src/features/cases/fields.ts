import { api, ask, sendForm, type Schemas } from '@/lib/api'
import type { Case } from './moves'

/** A part of a form; its words are `caseField.<key>` and `caseChoice.<key>.<choice>`. */
export interface Field {
  key: string
  kind: 'date' | 'instant' | 'line' | 'text' | 'number' | 'choice' | 'tick' | 'files' | 'device'
  choices?: readonly string[]
  required?: boolean
  /** No later than today. */
  past?: boolean
  /** No earlier than this day. */
  least?: (values: Values, of: Case) => string
  when?: (values: Values) => boolean
}
export type Values = Record<string, unknown>

/** What a move asks for, and how it is sent; `each` is asked of every device that is not settled. */
export interface Form {
  fields: readonly Field[]
  each?: readonly Field[]
  begin?: (of: Case) => Values
  send: (of: Case, values: Values, key: string) => Promise<unknown>
  /** The fields without which what is written down has no effect yet; said before it is sent. */
  effective?: (values: Values) => readonly string[]
  /** The fields that an answer says are missing, so that what was written down has no effect yet. */
  lacking?: (answer: never) => readonly string[]
}

export const path = (of: Case) => ({ params: { path: { enforcement_case_id: of.id } } })
export const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
export const day = (value: unknown) => text(value) || null
export const is =
  (key: string, ...words: string[]) =>
  (values: Values) =>
    words.includes(String(values[key]))
export const said = (key: string) => (values: Values) => Boolean(values[key])
/** A value of one device, beside those of the whole form. */
export const ofDevice = (key: string, equipment: number) => `${key}:${equipment}`
/** The values of one device by the names of their fields, for what depends on them. */
export const valuesOf = (values: Values, fields: readonly Field[], equipment: number): Values =>
  Object.fromEntries(fields.map((field) => [field.key, values[ofDevice(field.key, equipment)]]))
export const openDevices = (of: Case) => of.devices.filter((device) => !device.settled_on)

/** The document that is served, withdrawn or corrected: the order that was issued. */
export async function issued(of: Case): Promise<string> {
  const found = await ask(api.GET('/api/v1/cases/{enforcement_case_id}/documents', path(of)))
  return found.find((it) => it.status === 'issued' && it.kind.endsWith('order'))?.ref ?? ''
}

/** Keep files with what they belong to; their ids. */
export async function keepFiles(
  parent: Schemas['AttachmentResult']['parent'],
  id: number,
  files: unknown,
): Promise<number[]> {
  const ids = []
  for (const file of (files as File[] | undefined) ?? []) {
    const content = new FormData()
    content.append('file', file)
    content.append('parent', parent)
    content.append('parent_id', String(id))
    content.append('purpose', 'proof')
    ids.push((await sendForm<Schemas['AttachmentResult']>('/api/v1/attachments', content)).id)
  }
  return ids
}
