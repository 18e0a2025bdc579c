import type { Schemas } from '@/lib/api'
import type { RouteLocationRaw } from 'vue-router'
import { OUTCOMES } from '@/lib/outcomes'
import { tidy } from '@/lib/query'

export type ChangeableRule = Schemas['ChangeableRule']
export type Setting = Schemas['SettingResult']
export type ChangeableTable = Schemas['ChangeableTable']
export type Numbers = Schemas['WhatIfNumbers']

type Path = readonly (string | number)[]

/** Another value of a rule, at one place within one of its keys. */
export interface RuleEdit {
  rule: string
  key: string
  path: Path
  value: unknown
}

/** Another number in one column of a limit table, in the row that has these values. */
export interface CellEdit {
  table: string
  where: Record<string, unknown>
  column: string
  value: number
}

export type Edit = RuleEdit | CellEdit

export function isCell(edit: Edit): edit is CellEdit {
  return 'table' in edit
}

export function pathOf(setting: Setting): Path {
  return (setting.path ?? []) as Path
}

/** One setting among those of its rule. */
export function placeOf(setting: { key: string; path?: unknown }): string {
  return [setting.key, ...((setting.path ?? []) as Path)].join('/')
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

export function at(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], whole)
}

/** The whole with another value at one place; the whole itself is left as it is. */
export function put(whole: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  const copy = (Array.isArray(whole) ? [...whole] : { ...(whole as object) }) as Record<string | number, unknown>
  copy[step] = put(copy[step], rest, value)
  return copy
}

/** The changes as the API takes them: one for each key of a rule, one for each cell. */
export function sent(edits: readonly Edit[], rules: readonly ChangeableRule[]): Schemas['DraftChange'][] {
  const byKey = new Map<string, { rule: string; key: string; value: unknown }>()
  const cells: Schemas['DraftChange'][] = []
  for (const edit of edits) {
    if (isCell(edit)) {
      cells.push({ table: edit.table, where: edit.where, column: edit.column, value: edit.value })
      continue
    }
    const name = `${edit.rule} ${edit.key}`
    const setting = rules.find((rule) => rule.id === edit.rule)?.settings?.find((item) => item.key === edit.key)
    const whole = byKey.has(name) ? byKey.get(name)?.value : setting?.whole
    byKey.set(name, { rule: edit.rule, key: edit.key, value: put(whole, edit.path, edit.value) })
  }
  return [...byKey.values(), ...cells] as Schemas['DraftChange'][]
}

/** Changes of an earlier question as edits: what differs from today, value by value. */
export function editsOf(changes: readonly Record<string, unknown>[], rules: readonly ChangeableRule[]): Edit[] {
  return changes.flatMap((change): Edit[] => {
    if (typeof change.table === 'string') {
      const { table, where, column, value } = change as unknown as CellEdit
      return [{ table, where: where ?? {}, column, value }]
    }
    const settings = rules.find((rule) => rule.id === change.rule)?.settings ?? []
    return settings
      .filter((setting) => setting.key === change.key)
      .map((setting) => ({ setting, value: at(change.value, pathOf(setting)) }))
      .filter(({ setting, value }) => !same(value, setting.value))
      .map(({ setting, value }) => ({
        rule: String(change.rule),
        key: setting.key,
        path: pathOf(setting),
        value,
      }))
  })
}

/** Questions to begin with; `rule` says in whose library they make sense. */
export interface Preset {
  key: string
  /** Years from today, or the last day of next year. */
  day?: 'nextYear' | 'fiveYears'
  edits: RuleEdit[]
}

const edit = (rule: string, key: string, value: unknown): RuleEdit => ({ rule, key, path: [], value })

export const PRESETS: readonly Preset[] = [
  { key: 'nextYear', day: 'nextYear', edits: [] },
  { key: 'fiveYears', day: 'fiveYears', edits: [] },
  { key: 'transformerAge', edits: [edit('plan.440704.transformer', 'params.years', 20)] },
  { key: 'transformerSeries', edits: [edit('plan.440704.transformer', 'params.series', 11)] },
  { key: 'elevatorAge', edits: [edit('plan.360704.elevator', 'params.years', 12)] },
  { key: 'truckStage', edits: [edit('truck.stage-national', 'params.at_most', '\u56fd\u56db')] },
  { key: 'vesselLife', edits: [edit('pressure_vessel.design-life', 'params.years', 15)] },
  { key: 'busAge', edits: [edit('bus.age-8', 'params.years', 6)] },
]

/** The presets whose rules are there and hold somewhere in the person's regions. */
export function presetsFor(rules: readonly ChangeableRule[], regions: readonly string[]): Preset[] {
  const reaches = (region: string) =>
    !regions.length || regions.some((own) => stem(region).startsWith(stem(own)) || stem(own).startsWith(stem(region)))
  return PRESETS.filter((preset) =>
    preset.edits.every(({ rule: id }) => {
      const rule = rules.find((item) => item.id === id)
      return rule && (!rule.region || reaches(rule.region))
    }),
  )
}

/** A division's code without the zeros that stand for "all of it". */
function stem(code: string): string {
  return code.replace(/^(\d{2})0000$/, '$1').replace(/^(\d{4})00$/, '$1')
}

/** The day of a preset, from today. */
export function dayOf(preset: Preset, today: string): string {
  const year = Number(today.slice(0, 4))
  if (preset.day === 'nextYear') return `${year + 1}-12-31`
  if (preset.day === 'fiveYears') return `${year + 5}${today.slice(4)}`
  return today
}

// The result ----------------------------------------------------------------------------------

export const NONE = 'none'

export interface Matrix {
  before: string[]
  after: string[]
  /** Devices by row and column, with the totals of rows and columns. */
  cells: number[][]
  rowTotals: number[]
  columnTotals: number[]
  total: number
}

const WORDS: readonly string[] = [...OUTCOMES, NONE]

/** From which verdict to which: only the rows and columns that hold something, worst first. */
export function matrix(transitions: readonly Numbers[]): Matrix {
  const counts = new Map<string, number>()
  for (const { before, after, devices } of transitions) {
    const key = `${before ?? NONE} ${after ?? NONE}`
    counts.set(key, (counts.get(key) ?? 0) + (devices ?? 0))
  }
  const count = (from: string, to: string) => counts.get(`${from} ${to}`) ?? 0
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const before = WORDS.filter((from) => WORDS.some((to) => count(from, to)))
  const after = WORDS.filter((to) => WORDS.some((from) => count(from, to)))
  const cells = before.map((from) => after.map((to) => count(from, to)))
  const rowTotals = cells.map(sum)
  return {
    before,
    after,
    cells,
    rowTotals,
    columnTotals: after.map((_to, index) => sum(cells.map((row) => row[index] ?? 0))),
    total: sum(rowTotals),
  }
}

export const LIST_KEYS = [
  'kind',
  'region',
  'enterprise',
  'before',
  'after',
  'rule',
  'rule_before',
  'rule_after',
  'direction',
] as const
export type ListKey = (typeof LIST_KEYS)[number]

/** The list whose length is the number. */
export function listLink(id: number, filter: Partial<Record<ListKey, string | number>>): RouteLocationRaw {
  return { name: 'whatif-run', params: { id }, query: tidy({ tab: 'list', ...filter }) }
}
