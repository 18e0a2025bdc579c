import { describe, expect, it } from 'vitest'
import { dueDates } from './due'

const month = (period: string, count: number, filter = {}) => ({ period, begin: '', end: '', count, filter })
const part = (value: string, over: number, months: number[]) => ({
  value,
  name: value,
  name_en: value,
  overdue: { count: over, filter: { due_for: value } },
  months: months.map((count, index) => month(`2026-0${index + 1}`, count)),
})

describe('dates that are due', () => {
  const due = {
    overdue: { count: 5, filter: {} },
    months: [month('2026-01', 3), month('2026-02', 1)],
    parts: [part('inspection', 2, [3, 0]), part('retirement', 3, [0, 1])],
  }

  it('tells apart what is over and what comes, checks and ends of life', () => {
    const { series } = dueDates(due)
    expect(series.map((one) => [one.part.value, one.past, one.values])).toEqual([
      ['inspection', true, [2, 0, 0]],
      ['retirement', true, [3, 0, 0]],
      ['inspection', false, [0, 3, 0]],
      ['retirement', false, [0, 0, 1]],
    ])
    expect(new Set(series.map((one) => one.colour)).size).toBe(4)
    expect(series[0]?.items[0]?.filter).toEqual({ due_for: 'inspection' })
  })

  it('has the sum and its parts in each row of the table', () => {
    expect(dueDates(due).rows.map((row) => row.map((cell) => cell.count))).toEqual([
      [5, 2, 3],
      [3, 3, 0],
      [1, 0, 1],
    ])
  })

  it('leaves out what has no device', () => {
    const none = {
      overdue: { count: 0, filter: {} },
      months: [month('2026-01', 0)],
      parts: [part('inspection', 0, [0])],
    }
    expect(dueDates(none).series).toEqual([])
  })
})
