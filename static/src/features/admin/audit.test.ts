import { describe, expect, it } from 'vitest'
import { dayStart, subjectPage } from './audit'

const event = (subject: string, subject_id: number | null, detail = {}) => ({ subject, subject_id, detail })

describe('what an event is about', () => {
  it.each([
    [event('equipment', 7), { name: 'device', params: { id: 7 } }],
    [event('notice', 3), { name: 'notice', params: { id: 3 } }],
    [event('visit', 9, { equipment: 7 }), { name: 'device', params: { id: 7 } }],
    [event('agency', 1), { name: 'admin-agencies' }],
    [event('equipment', null), null],
    [event('visit', 9), null],
    [event('constructor', 1), null],
    [event('', null), null],
  ])('%o', (given, page) => expect(subjectPage(given)).toEqual(page))
})

describe('a day of the audit trail', () => {
  it('begins in China', () => expect(dayStart('2026-11-21')).toBe('2026-11-20T16:00:00.000Z'))
  it('ends with the next one', () => expect(dayStart('2026-12-31', 1)).toBe('2026-12-31T16:00:00.000Z'))
  it.each(['', '2026', '2026-11-21T00:00'])('%s is none', (text) => expect(dayStart(text)).toBeUndefined())
})
