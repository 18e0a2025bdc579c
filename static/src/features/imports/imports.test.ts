import { describe, expect, it } from 'vitest'
import {
  afterEdit,
  fieldsOf,
  kept,
  linesOf,
  mayNameOwners,
  onPage,
  ownerHint,
  sameWord,
  says,
  unitOf,
  type Column,
  type EditedRow,
  type Report,
} from './imports'

const of = (row: number, field: string | null, version = 1) => ({
  sheet: '台账',
  row,
  data_row: row,
  field,
  row_id: row,
  version,
  kind: 'transformer',
  decision: '',
  target: null,
})
const problem = (row: number, field: string | null, code = 'not_a_number') => ({
  ...of(row, field),
  heading: field ?? '',
  value: '四百',
  severity: 'error',
  code,
  message: '',
  message_en: '',
  remedy: '',
  remedy_en: '',
})
const correction = (row: number, field: string) => ({
  ...of(row, field),
  field,
  heading: field,
  was: '四百',
  text: '400',
  actor_name: '王',
  at: '',
})
const report = (problems: unknown[], corrections: unknown[] = []) =>
  ({ problems, corrections, decisions: [], totals: { all: { read: 3 } } }) as unknown as Report
const answer = (row: number, problems: unknown[], version = 2) =>
  ({ row: { ...of(row, null), id: row, version }, problems }) as unknown as EditedRow
const change = { field: 'capacity', heading: '容量', was: '四百', text: '400', name: '王' }

describe('a row of a file with pages', () => {
  const pages = [
    [1, 1, 1],
    [44, 2, 3],
  ]
  it('is told by its page and its number there', () => {
    expect([onPage(pages, 43), onPage(pages, 44), onPage(pages, 50)]).toEqual([
      { page: 1, row: 43 },
      { page: 2, row: 3 },
      { page: 2, row: 9 },
    ])
  })
  it('is told by its number where there are none', () => expect(onPage(undefined, 5)).toBeUndefined())
})

describe('the unit of a column', () => {
  it.each([
    ['kva', 'kVA', 'kVA'],
    ['kw', 'W', 'kw'],
    [null, 'W', 'W'],
    ['w', null, 'w'],
    [null, null, ''],
  ])('heading %s, field %s: %s', (said, own, shown) => expect(unitOf(said, own)).toBe(shown))
})

describe('lines of the table', () => {
  it('a cell that was put right is a line of its own, in the order of the file', () => {
    const lines = linesOf(report([problem(3, 'capacity'), problem(9, 'model')], [correction(5, 'capacity')]))
    expect(lines.map((line) => [line.row, !!line.problem, !!line.correction])).toEqual([
      [3, true, false],
      [5, false, true],
      [9, true, false],
    ])
  })
  it('a correction that is still wrong stands with its problem', () => {
    const [line, ...rest] = linesOf(report([problem(3, 'capacity')], [correction(3, 'capacity')]))
    expect(rest).toEqual([])
    expect(line?.correction?.was).toBe('四百')
  })
  it('two problems of one cell are two lines', () =>
    expect(new Set(linesOf(report([problem(3, 'a', 'x'), problem(3, 'a', 'y')])).map((one) => one.key)).size).toBe(2))
})

describe('after a row was corrected', () => {
  const before = report([problem(2, 'model'), problem(3, 'capacity'), problem(3, 'model'), problem(4, 'model')])
  it('its problems are the new ones, where they were, with the new version', () => {
    const after = afterEdit(before, answer(3, [problem(3, 'model')]), [change])
    expect(after.problems.map((item) => [item.row, item.field])).toEqual([
      [2, 'model'],
      [3, 'model'],
      [4, 'model'],
    ])
    expect(after.problems.map((item) => item.version)).toEqual([1, 2, 1])
    expect(after.corrections).toMatchObject([{ row: 3, field: 'capacity', was: '四百', text: '400', version: 2 }])
  })
  it('the text of the file is kept through a second correction', () => {
    const once = afterEdit(before, answer(3, []), [change])
    const twice = afterEdit(once, answer(3, [], 3), [{ ...change, was: '400', text: '500' }])
    expect(twice.corrections).toMatchObject([{ was: '四百', text: '500', version: 3 }])
  })
  it('a choice is a line of its own, until it is taken back', () => {
    const chosen = { ...of(3, null), id: 3, version: 2, decision: 'update', target: 7 }
    const after = afterEdit(before, { row: chosen, problems: [] } as unknown as EditedRow, [])
    expect(linesOf(after).filter((line) => line.decision)).toMatchObject([{ row: 3, target: 7, problem: null }])
    expect(afterEdit(after, answer(3, [problem(3, null)], 3), []).decisions).toEqual([])
  })
  it('a correction that is taken back is gone', () => {
    const once = afterEdit(before, answer(3, []), [change])
    expect(afterEdit(once, answer(3, [problem(3, 'capacity')], 3), [{ ...change, text: null }]).corrections).toEqual([])
  })
})

describe('what was said of columns', () => {
  const sheets = [{ columns: [{ heading: '型号' }, { heading: '（B列）' }] }, { columns: undefined }]
  it('is kept for those that the file still has', () =>
    expect(kept({ 型号: 'model', 旧列: 'name', '（B列）': '' }, sheets as never)).toEqual({
      型号: 'model',
      '（B列）': '',
    }))
  it('is chosen from the fields of the kind, or of all kinds, each once', () => {
    const kinds = [
      { id: 'a', fields: [{ id: 'model' }, { id: 'x' }] },
      { id: 'b', fields: [{ id: 'model' }] },
    ]
    expect(fieldsOf(kinds, '').map((field) => field.id)).toEqual(['model', 'x'])
    expect(fieldsOf(kinds, 'b').map((field) => field.id)).toEqual(['model'])
  })
})

it('takes from the name of a file whose it may be', () => {
  expect(ownerHint('江海恒盛设备台账2026.xlsx')).toBe('江海恒盛')
  expect(ownerHint('附表1 德业锅炉清单（2025年）.csv')).toBe('德业')
  expect(ownerHint('2026年台账.xlsx')).toBe('')
  expect(ownerHint('摸底表.xlsx')).toBe('')
  expect(ownerHint('list of devices.xlsx')).toBe('')
})

it('asks for the owners in a column that nobody understood, if no other names them', () => {
  const column = (how: string, field: string | null, samples = ['江海五金厂']) => ({ how, field, samples }) as Column
  expect(mayNameOwners([column('heading', 'model'), column('unknown', null)])).toBe(true)
  expect(mayNameOwners([column('heading', 'enterprise'), column('unknown', null)])).toBe(false)
  expect(mayNameOwners([column('heading', 'model'), column('unknown', null, [])])).toBe(false)
})

it('finds the other cells with the same word and the same trouble', () => {
  const problem = (row: number, value: string, field = 'fuel') => ({
    ...of(row, field),
    heading: '燃料',
    value,
    severity: 'warning' as const,
    code: 'unknown_choice',
    message: '',
    message_en: '',
    remedy: '',
    remedy_en: '',
    target: null,
  })
  const problems = [problem(2, '渣'), problem(3, '渣'), problem(4, '屑'), problem(5, '渣', 'other')]
  const lines = linesOf({ problems, corrections: [], decisions: [] })
  expect(sameWord(lines, lines[0]!).map((one) => one.row)).toEqual([3])
  expect(sameWord(lines, lines[2]!)).toEqual([])
})

describe('says', () => {
  const lacking = { code: 'missing_column', message: 'no fuel', message_en: 'no fuel', count: 1, sheet: 'one' }
  const part = (name: string, notes: Record<string, unknown>[]) => ({
    name,
    kind: 'boiler',
    header_row: 1,
    columns: [],
    skipped: {},
    skipped_rows: {},
    notes,
    pages: [],
  })

  it('is of the part of the sheet whose note it is', () => {
    expect(says(part('one', [{ code: 'missing_column', message: 'no fuel' }]), lacking)).toBe(true)
    expect(says(part('one', []), lacking)).toBe(false)
    expect(says(part('two', [{ code: 'missing_column', message: 'no fuel' }]), lacking)).toBe(false)
    expect(says(part('one', [{ code: 'missing_column', message: 'no type' }]), lacking)).toBe(false)
  })
})
