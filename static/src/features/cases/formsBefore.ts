/** What is asked for on the way to an order: notice, visit, hearing, review. */
import { api, ask } from '@/lib/api'
import { addDays, today } from '@/lib/format'
import { day, is, path, text, type Field, type Form, type Values } from './fields'
import type { Case } from './moves'

/** What a review looks at, in the order of the API's list; their words are `caseField.point1` … */
const POINTS = [1, 2, 3, 4, 5, 6, 7] as const
const POINT = ['yes', 'no', 'none'] as const
const PASSED: Record<string, boolean | null> = { yes: true, no: false, none: null }

/** Today's visit: the one that is planned, or one planned now. */
async function visitOf(of: Case, on: string): Promise<number> {
  const query = { case: of.id }
  const planned = (await ask(api.GET('/api/v1/inspections', { params: { query } }))).find(
    (it) => it.state === 'planned',
  )
  const made =
    planned ??
    (await ask(api.POST('/api/v1/cases/{enforcement_case_id}/inspections', { ...path(of), body: { planned_on: on } })))
  return made.id
}

/** A visit that is announced lies as many days after the notice as the agency has set. */
const visitFrom = (it: Values, of: Case) =>
  it.given === 'yes' && text(it.noticed_on) ? addDays(text(it.noticed_on), of.notice_days) : ''

export const BEFORE: Record<string, Form> = {
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
        api.POST('/api/v1/cases/{enforcement_case_id}/notice', {
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
        api.PUT('/api/v1/inspections/{inspection_id}/record', {
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/hearing', { ...path(of), body }))
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
      const { points } = await ask(api.GET('/api/v1/papers/review-points'))
      const body = {
        version: of.version,
        opinion: it.opinion_of_review as 'agree',
        remarks: text(it.remarks),
        points: points.map((matter, n) => {
          const passed = PASSED[String(it[`point${n + 1}`])] ?? null
          return { matter, passed, remark: '' }
        }),
      }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/review', { ...path(of), body }))
    },
  },
}
