import { expect, it } from 'vitest'
import { addMonths, lastDay, weeksOf } from './calendar'

it('fills whole weeks from Monday to Sunday', () => {
  const weeks = weeksOf('2026-12') // begins on a Tuesday
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7])
  expect(weeks[0]?.[0]).toEqual({ iso: '2026-11-30', day: 30, inside: false })
  expect(weeks.at(-1)?.at(-1)).toEqual({ iso: '2027-01-03', day: 3, inside: false })
  expect(weeks.flat().filter((day) => day.inside)).toHaveLength(31)
  expect(weeksOf('2027-02')).toHaveLength(4) // begins on a Monday and has 28 days
})

it('knows the ends of months and what comes before and after', () => {
  expect(lastDay('2028-02')).toBe('2028-02-29')
  expect(lastDay('2026-12')).toBe('2026-12-31')
  expect(addMonths('2026-12', 1)).toBe('2027-01')
  expect(addMonths('2026-01', -1)).toBe('2025-12')
})
