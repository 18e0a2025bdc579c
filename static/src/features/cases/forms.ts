/** What each move of a case asks for. */
import { api, ask } from '@/lib/api'
import { issued, path, text, type Form } from './fields'
import { AFTER } from './formsAfter'
import { BEFORE } from './formsBefore'

const ENDING: Record<string, Form> = {
  report: {
    fields: [{ key: 'closing_opinion', kind: 'text', required: true }],
    send: (of, it) => {
      const body = { version: of.version, opinion: text(it.closing_opinion) }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/report', { ...path(of), body }))
    },
  },
  send_back: {
    fields: [{ key: 'reason', kind: 'text', required: true }],
    send: (of, it) => {
      const body = { version: of.version, reason: text(it.reason) }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/report/return', { ...path(of), body }))
    },
  },
  close: {
    fields: [{ key: 'approval', kind: 'text' }],
    send: (of, it) => {
      const body = { version: of.version, approval: text(it.approval) }
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/closing', { ...path(of), body }))
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/handover', { ...path(of), body }))
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/withdrawal', { ...path(of), body }))
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
      return ask(api.POST('/api/v1/cases/{enforcement_case_id}/correction', { ...path(of), body }))
    },
  },
}

export const FORMS: Record<string, Form> = { ...BEFORE, ...AFTER, ...ENDING }
