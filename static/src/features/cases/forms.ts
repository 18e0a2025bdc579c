import { api, ask, sendForm, type Schemas } from '@/lib/api'
import { addDays, today } from '@/lib/format'
import { newKey } from '@/lib/keys'
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
  /** The fields that an answer says are missing, so that what was written down has no effect yet. */
  lacking?: (answer: never) => readonly string[]
}

export const RESULTS = ['put_right', 'tested', 'stopped', 'dismantled', 'replaced', 'not_put_right'] as const
const ANSWERS = ['stopped', 'replaced', 'repaired', 'tested', 'dismantled', 'disagrees', 'other'] as const
/** What a review looks at, in the order of the API's list; their words are `caseField.point1` … */
const POINTS = [1, 2, 3, 4, 5, 6, 7] as const
const POINT = ['yes', 'no', 'none'] as const
const PASSED: Record<string, boolean | null> = { yes: true, no: false, none: null }
const WAYS = ['direct', 'left', 'post', 'electronic', 'public'] as const

const path = (of: Case) => ({ params: { path: { enforcement_case_id: of.id } } })
const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const day = (value: unknown) => text(value) || null
const is =
  (key: string, ...words: string[]) =>
  (values: Values) =>
    words.includes(String(values[key]))
const said = (key: string) => (values: Values) => Boolean(values[key])
/** A value of one device, beside those of the whole form. */
export const ofDevice = (key: string, equipment: number) => `${key}:${equipment}`
/** The values of one device by the names of their fields, for what depends on them. */
export const valuesOf = (values: Values, fields: readonly Field[], equipment: number): Values =>
  Object.fromEntries(fields.map((field) => [field.key, values[ofDevice(field.key, equipment)]]))
export const openDevices = (of: Case) => of.devices.filter((device) => !device.settled_on)

/** The document that is served, withdrawn or corrected: the order that was issued. */
async function issued(of: Case): Promise<string> {
  const found = await ask(api.GET('/api/cases/{enforcement_case_id}/documents', path(of)))
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
    ids.push((await sendForm<Schemas['AttachmentResult']>('/api/attachments', content)).id)
  }
  return ids
}
const keep = (of: Case, files: unknown) => keepFiles('enforcement_case', of.id, files)

/** Today's visit: the one that is planned, or one planned now. */
async function visitOf(of: Case, on: string): Promise<number> {
  const query = { case: of.id }
  const planned = (await ask(api.GET('/api/inspections', { params: { query } }))).find((it) => it.state === 'planned')
  const made =
    planned ??
    (await ask(api.POST('/api/cases/{enforcement_case_id}/inspections', { ...path(of), body: { planned_on: on } })))
  return made.id
}

/** A visit that is announced lies as many days after the notice as the agency has set. */
const visitFrom = (it: Values, of: Case) =>
  it.given === 'yes' && text(it.noticed_on) ? addDays(text(it.noticed_on), of.notice_days) : ''

export const FORMS: Record<string, Form> = {
  notify: {
    fields: [
      { key: 'given', kind: 'choice', choices: ['yes', 'no'], required: true },
      { key: 'noticed_on', kind: 'date', required: true, past: true, when: is('given', 'yes') },
      { key: 'notice_reason', kind: 'text', required: true, when: is('given', 'no') },
      { key: 'planned_on', kind: 'date', required: true, least: visitFrom },
    ],
    begin: (of) => ({ given: 'yes', noticed_on: today(), planned_on: addDays(today(), of.notice_days + 1) }),
    send: (of, it) =>
      ask(
        api.POST('/api/cases/{enforcement_case_id}/notice', {
          ...path(of),
          body: {
            version: of.version,
            planned_on: day(it.planned_on),
            noticed_on: it.given === 'yes' ? day(it.noticed_on) : null,
            reason: it.given === 'yes' ? '' : text(it.notice_reason),
          },
        }),
      ),
  },
  inspect: {
    fields: [
      { key: 'began_at', kind: 'instant', required: true },
      { key: 'ended_at', kind: 'instant', required: true },
      { key: 'place', kind: 'line', required: true },
      { key: 'present', kind: 'line' },
      { key: 'showed_certificates', kind: 'tick', required: true },
      { key: 'told_rights', kind: 'tick', required: true },
      { key: 'facts_text', kind: 'text', required: true },
      { key: 'statement', kind: 'text' },
      { key: 'signed', kind: 'choice', choices: ['yes', 'no'], required: true },
      { key: 'signed_by', kind: 'line', required: true, when: is('signed', 'yes') },
      { key: 'refusal', kind: 'text', required: true, when: is('signed', 'no') },
      { key: 'witness', kind: 'line', required: true, when: is('signed', 'no') },
    ],
    begin: () => ({ signed: 'yes' }),
    send: async (of, it, key) => {
      const at = (name: string) => new Date(text(it[name])).toISOString()
      const id = await visitOf(of, text(it.began_at).slice(0, 10))
      const refused = it.signed === 'no'
      return ask(
        api.PUT('/api/inspections/{inspection_id}/record', {
          params: { path: { inspection_id: id } },
          body: {
            key,
            began_at: at('began_at'),
            ended_at: at('ended_at'),
            place: text(it.place),
            present: text(it.present),
            showed_certificates: Boolean(it.showed_certificates),
            told_rights: Boolean(it.told_rights),
            facts_text: text(it.facts_text),
            statement: text(it.statement),
            signed_by: refused ? '' : text(it.signed_by),
            refused,
            refusal: refused ? text(it.refusal) : '',
            witness: refused ? text(it.witness) : '',
          },
        }),
      )
    },
  },
  hear: {
    fields: [
      { key: 'was_heard', kind: 'choice', choices: ['yes', 'no'], required: true },
      { key: 'held_on', kind: 'date', required: true, past: true, when: is('was_heard', 'yes') },
      { key: 'opinion', kind: 'text', when: is('was_heard', 'yes') },
      { key: 'reply', kind: 'text', when: is('was_heard', 'yes') },
      { key: 'not_heard', kind: 'text', required: true, when: is('was_heard', 'no') },
    ],
    begin: (of) => ({ was_heard: 'yes', held_on: today(), opinion: of.opinion, reply: of.heard_reply }),
    send: (of, it) => {
      const heard = it.was_heard === 'yes'
      const body = {
        version: of.version,
        held_on: heard ? day(it.held_on) : null,
        opinion: heard ? text(it.opinion) : '',
        reply: heard ? text(it.reply) : '',
        reason: heard ? '' : text(it.not_heard),
      }
      return ask(api.POST('/api/cases/{enforcement_case_id}/hearing', { ...path(of), body }))
    },
  },
  review: {
    fields: [
      ...POINTS.map((number): Field => ({ key: `point${number}`, kind: 'choice', choices: POINT, required: true })),
      { key: 'opinion_of_review', kind: 'choice', choices: ['agree', 'agree_with_changes'], required: true },
      { key: 'remarks', kind: 'text' },
    ],
    begin: () => ({ opinion_of_review: 'agree' }),
    send: async (of, it) => {
      const { points } = await ask(api.GET('/api/papers/review-points'))
      const body = {
        version: of.version,
        opinion: it.opinion_of_review as 'agree',
        remarks: text(it.remarks),
        points: points.map((matter, n) => {
          const passed = PASSED[String(it[`point${n + 1}`])] ?? null
          return { matter, passed, remark: '' }
        }),
      }
      return ask(api.POST('/api/cases/{enforcement_case_id}/review', { ...path(of), body }))
    },
  },
  report: {
    fields: [{ key: 'closing_opinion', kind: 'text', required: true }],
    send: (of, it) => {
      const body = { version: of.version, opinion: text(it.closing_opinion) }
      return ask(api.POST('/api/cases/{enforcement_case_id}/report', { ...path(of), body }))
    },
  },
  send_back: {
    fields: [{ key: 'reason', kind: 'text', required: true }],
    send: (of, it) => {
      const body = { version: of.version, reason: text(it.reason) }
      return ask(api.POST('/api/cases/{enforcement_case_id}/report/return', { ...path(of), body }))
    },
  },
  close: {
    fields: [{ key: 'approval', kind: 'text' }],
    send: (of, it) => {
      const body = { version: of.version, approval: text(it.approval) }
      return ask(api.POST('/api/cases/{enforcement_case_id}/closing', { ...path(of), body }))
    },
  },
  serve: {
    fields: [
      { key: 'way', kind: 'choice', choices: WAYS, required: true },
      { key: 'tried_on', kind: 'date', required: true, past: true },
      { key: 'received_on', kind: 'date', past: true, when: is('way', 'direct', 'post', 'electronic') },
      { key: 'receiver', kind: 'line', when: is('way', 'direct', 'post') },
      { key: 'refusal', kind: 'text', when: is('way', 'left') },
      { key: 'witness', kind: 'line', when: is('way', 'left') },
      { key: 'place', kind: 'line', when: is('way', 'direct', 'left') },
      { key: 'tracking_no', kind: 'line', when: is('way', 'post') },
      { key: 'consent', kind: 'tick', when: is('way', 'electronic') },
      { key: 'published_in', kind: 'line', when: is('way', 'public') },
      { key: 'note', kind: 'text' },
    ],
    begin: () => ({ way: 'direct', tried_on: today(), received_on: today() }),
    send: async (of, it, key) =>
      ask(
        api.POST('/api/cases/{enforcement_case_id}/deliveries', {
          ...path(of),
          body: {
            key,
            document: await issued(of),
            way: it.way as (typeof WAYS)[number],
            tried_on: text(it.tried_on),
            received_on: is('way', 'direct', 'post', 'electronic')(it) ? day(it.received_on) : null,
            receiver: text(it.receiver),
            place: text(it.place),
            refusal: text(it.refusal),
            witness: text(it.witness),
            tracking_no: text(it.tracking_no),
            consent: Boolean(it.consent),
            published_in: text(it.published_in),
            note: text(it.note),
          },
        }),
      ),
    lacking: (made: Schemas['DeliveryResult']) => (made.valid ? [] : (made.lacking as string[])),
  },
  receive: {
    fields: [
      { key: 'receiver', kind: 'line', required: true },
      { key: 'agree', kind: 'tick', required: true },
    ],
    send: async (of, it, key) => {
      const body = { key, document: await issued(of), receiver: text(it.receiver), consent: Boolean(it.agree) as true }
      return ask(api.POST('/api/cases/{enforcement_case_id}/receipts', { ...path(of), body }))
    },
  },
  answer: {
    fields: [],
    each: [
      { key: 'word', kind: 'choice', choices: ANSWERS },
      { key: 'done_on', kind: 'date', past: true, when: said('word') },
      { key: 'replaced_by', kind: 'device', when: is('word', 'replaced') },
      { key: 'answer_text', kind: 'text', when: said('word') },
      { key: 'files', kind: 'files', when: said('word') },
    ],
    send: async (of, it) => {
      const value = (name: string, device: number) => it[ofDevice(name, device)]
      const answers = openDevices(of)
        .filter((device) => value('word', device.equipment_id))
        .map(({ equipment_id: id }) => ({
          equipment_id: id,
          word: value('word', id) as (typeof ANSWERS)[number],
          done_on: day(value('done_on', id)),
          replaced_by: value('word', id) === 'replaced' ? Number(value('replaced_by', id)) || null : null,
          text: text(value('answer_text', id)),
          key: newKey(),
        }))
      const made = await ask(api.POST('/api/cases/{enforcement_case_id}/answers', { ...path(of), body: { answers } }))
      for (const answer of made) await keepFiles('case_answer', answer.id, value('files', answer.equipment_id))
      return made
    },
  },
  ask_extension: {
    fields: [
      { key: 'until', kind: 'date', required: true },
      { key: 'reason', kind: 'text', required: true },
    ],
    send: (of, it) => {
      const body = { until: text(it.until), reason: text(it.reason) }
      return ask(api.POST('/api/cases/{enforcement_case_id}/extension', { ...path(of), body }))
    },
  },
  decide_extension: {
    fields: [
      { key: 'granted', kind: 'choice', choices: ['yes', 'no'], required: true },
      { key: 'until', kind: 'date', required: true, when: is('granted', 'yes') },
      { key: 'reason', kind: 'text', required: true },
    ],
    begin: (of) => ({ granted: 'yes', until: of.extension_until ?? '' }),
    send: (of, it) => {
      const granted = it.granted === 'yes'
      const body = { version: of.version, granted, until: granted ? day(it.until) : null, reason: text(it.reason) }
      return ask(api.POST('/api/cases/{enforcement_case_id}/extension/decision', { ...path(of), body }))
    },
  },
  recheck: {
    fields: [
      { key: 'on', kind: 'date', required: true, past: true },
      { key: 'recheck_way', kind: 'choice', choices: ['visit', 'photo', 'document'], required: true },
    ],
    each: [
      { key: 'result', kind: 'choice', choices: RESULTS },
      { key: 'replaced_by', kind: 'device', required: true, when: is('result', 'replaced') },
      { key: 'files', kind: 'files', when: said('result') },
      { key: 'note', kind: 'text', when: said('result') },
    ],
    begin: () => ({ on: today(), recheck_way: 'visit' }),
    send: async (of, it, key) => {
      const devices = []
      for (const { equipment_id } of openDevices(of)) {
        const value = (name: string) => it[ofDevice(name, equipment_id)]
        if (!value('result')) continue
        devices.push({
          equipment_id,
          result: value('result') as (typeof RESULTS)[number],
          replaced_by: Number(value('replaced_by')) || null,
          files: await keep(of, value('files')),
          note: text(value('note')),
        })
      }
      const body = { on: text(it.on), way: it.recheck_way as 'visit', key, devices }
      return ask(api.POST('/api/cases/{enforcement_case_id}/rechecks', { ...path(of), body }))
    },
  },
  hand_over: {
    fields: [
      { key: 'to', kind: 'line', required: true },
      { key: 'why_theirs', kind: 'text', required: true },
    ],
    send: (of, it) => {
      const values = { to: text(it.to), why_theirs: text(it.why_theirs) }
      const body = { version: of.version, about: '', values }
      return ask(api.POST('/api/cases/{enforcement_case_id}/handover', { ...path(of), body }))
    },
  },
  withdraw: {
    fields: [
      { key: 'reason', kind: 'text', required: true },
      { key: 'basis', kind: 'line' },
    ],
    send: async (of, it) => {
      const values = { reason: text(it.reason), basis: text(it.basis) }
      const body = { version: of.version, about: await issued(of), values }
      return ask(api.POST('/api/cases/{enforcement_case_id}/withdrawal', { ...path(of), body }))
    },
  },
  correct: {
    fields: [
      { key: 'where', kind: 'line', required: true },
      { key: 'was', kind: 'line', required: true },
      { key: 'becomes', kind: 'line', required: true },
      { key: 'reason', kind: 'text', required: true },
    ],
    send: async (of, it) => {
      const changes = [{ place: text(it.where), was: text(it.was), becomes: text(it.becomes) }]
      const body = { version: of.version, about: await issued(of), values: { reason: text(it.reason), changes } }
      return ask(api.POST('/api/cases/{enforcement_case_id}/correction', { ...path(of), body }))
    },
  },
}
