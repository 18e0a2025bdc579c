import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, formatInstant, formatNumber, today } from './format'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [9999, '9999'],
    [10000, '10\u202f000'],
    [-1234567.125, '-1\u202f234\u202f567.125'],
    [86.3, '86.3'],
  ])('%d is written %s', (value, written) => expect(formatNumber(value)).toBe(written))
})

describe('dates', () => {
  it('instants are shown in China time', () =>
    expect(formatInstant('2026-11-21T16:30:00+00:00')).toBe('2026-11-22 00:30'))
  it('no instant is blank', () => expect(formatInstant(null)).toBe(''))
  it('today is the day in China', () => expect(today(new Date('2026-11-21T16:30:00Z'))).toBe('2026-11-22'))
  it('days are counted over a leap day', () => expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2))
  it('days are added over a year', () => expect(addDays('2026-12-31', 1)).toBe('2027-01-01'))
})
