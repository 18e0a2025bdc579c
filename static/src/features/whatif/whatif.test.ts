import { describe, expect, it } from 'vitest'
import { dayOf, editsOf, matrix, presetsFor, PRESETS, put, sent, type ChangeableRule } from './whatif'

const RULES = [
  {
    id: 'plan.440704.transformer',
    region: '440704',
    settings: [
      { key: 'params.years', path: [], value: 25, whole: 25 },
      { key: 'params.capacity', path: [0], value: 30, whole: [30, 2500] },
      { key: 'params.capacity', path: [1], value: 2500, whole: [30, 2500] },
    ],
  },
  { id: 'truck.stage-national', region: null, settings: [] },
] as unknown as ChangeableRule[]
const AGE = { rule: 'plan.440704.transformer', key: 'params.years', path: [], value: 20 }
const LEAST = { rule: 'plan.440704.transformer', key: 'params.capacity', path: [0], value: 50 }
const MOST = { ...LEAST, path: [1], value: 1600 }
const CELL = { table: 'gb20052-2024', where: { core: '电工钢带' }, column: 'x__grade3', value: 5 }

describe('a draft', () => {
  it('puts a value at its place and leaves the rest', () => {
    const whole = [['fuel', 'in', ['煤']]]
    expect(put(whole, [0, 2], ['煤', '油'])).toEqual([['fuel', 'in', ['煤', '油']]])
    expect(whole).toEqual([['fuel', 'in', ['煤']]])
  })
  it('sends one change for each key', () =>
    expect(sent([AGE, LEAST, MOST, CELL], RULES)).toEqual([
      { rule: AGE.rule, key: 'params.years', value: 20 },
      { rule: AGE.rule, key: 'params.capacity', value: [50, 1600] },
      CELL,
    ]))
  it('comes back as it was', () => {
    const edits = [AGE, MOST, CELL]
    const written = sent(edits, RULES) as unknown as Record<string, unknown>[]
    expect(editsOf(written, RULES)).toEqual(edits)
  })
})

describe('examples', () => {
  it('are those of the own region and of everywhere', () => {
    const keys = (regions: string[]) => presetsFor(RULES, regions).map((preset) => preset.key)
    expect(keys(['440704'])).toContain('transformerAge')
    expect(keys(['440000'])).toContain('transformerAge')
    expect(keys([])).toContain('transformerAge')
    expect(keys(['140522'])).toEqual(['nextYear', 'fiveYears', 'truckStage'])
  })
  it('know their day', () => {
    const [nextYear, fiveYears, age] = PRESETS
    expect(dayOf(nextYear!, '2026-11-21')).toBe('2027-12-31')
    expect(dayOf(fiveYears!, '2026-11-21')).toBe('2031-11-21')
    expect(dayOf(age!, '2026-11-21')).toBe('2026-11-21')
  })
})

describe('from verdict to verdict', () => {
  it('adds up over kinds, worst first, without empty rows', () => {
    const found = matrix([
      { kind: 'a', before: 'meets', after: 'renew', devices: 3 },
      { kind: 'b', before: 'meets', after: 'renew', devices: 2 },
      { kind: 'a', before: null, after: 'due', devices: 1 },
    ] as never)
    expect(found.before).toEqual(['meets', 'none'])
    expect(found.after).toEqual(['renew', 'due'])
    expect(found.cells).toEqual([
      [5, 0],
      [0, 1],
    ])
    expect(found.rowTotals).toEqual([5, 1])
    expect(found.columnTotals).toEqual([5, 1])
    expect(found.total).toBe(6)
  })
})
