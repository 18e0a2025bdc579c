/** What is asked for after an order is issued: service, answers, extensions, rechecks. */
import { api, ask, type Schemas } from '@/lib/api'
import { today } from '@/lib/format'
import { newKey } from '@/lib/keys'
import { day, is, issued, keepFiles, ofDevice, openDevices, path, said, text, type Form } from './fields'

const RESULTS = ['put_right', 'tested', 'stopped', 'dismantled', 'replaced', 'not_put_right'] as const
const ANSWERS = ['stopped', 'replaced', 'repaired', 'tested', 'dismantled', 'disagrees', 'other'] as const
// What each way needs to count as service: WAYS of inventory/enforcement/serving/service.py.
const NEEDS = {
  direct: ['receiver', 'received_on'],
  left: ['refusal', 'witness', 'place'],
  post: ['tracking_no', 'received_on'],
  electronic: ['consent'],
  public: ['published_in'],
} as const
const WAYS = Object.keys(NEEDS) as (keyof typeof NEEDS)[]

export const AFTER: Record<string, Form> = {
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
        api.POST('/api/v1/cases/{enforcement_case_id}/deliveries', {
          ...path(of),
          body: {
            key,
            document: await issued(of),
            way: it.way as keyof typeof NEEDS,
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
    effective: (it) =>
      NEEDS[it.way as keyof typeof NEEDS].filter((key) => (key === 'consent' ? !it[key] : !text(it[key]))),
    lacking: (made: Schemas['DeliveryResult']) => (made.valid ? [] : (made.lacking as string[])),
  },
  receive: {
    fields: [
      { key: 'receiver', kind: 'line', required: true },
      { key: 'agree', kind: 'tick', required: true },
    ],
    send: async (of, it, key) => {
      const body = { key, document: await issued(of), receiver: text(it.receiver), consent: Boolean(it.agree) as true }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/receipts', { ...path(of), body }))
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
      const made = await ask(
        api.POST('/api/v1/cases/{enforcement_case_id}/answers', { ...path(of), body: { answers } }),
      )
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/extension', { ...path(of), body }))
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/extension/decision', { ...path(of), body }))
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
          files: await keepFiles('enforcement_case', of.id, value('files')),
          note: text(value('note')),
        })
      }
      const body = { on: text(it.on), way: it.recheck_way as 'visit', key, devices }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/rechecks', { ...path(of), body }))
    },
  },
}
