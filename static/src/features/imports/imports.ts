import type { Schemas } from '@/lib/api'

export type Report = Schemas['ReportResult']
export type RowProblem = Schemas['RowProblem']
export type Correction = Schemas['Correction']
export type EditedRow = Schemas['EditedRow']
export type Decision = NonNullable<Schemas['RowArgs']['decision']>
export type Column = Schemas['SheetColumn']
export type Sheet = Schemas['SheetResult']

/** A line of the table of problems: a problem, a cell that has been put right, or both. */
export interface Line {
  key: string
  sheet: string
  row: number
  kind: string
  rowId: number | null
  version: number | null
  decision: string
  field: string | null
  heading: string
  target: number | null
  problem: RowProblem | null
  correction: Correction | null
}

type Told = Pick<Report, 'problems' | 'corrections' | 'decisions'>

/** Of a sheet in a file with pages: from which row on its rows stand on which page, and their number there. */
export type Pages = readonly (readonly number[])[] | undefined

/** What only a person can say: which device the row is, or whether it is one more. */
const ASKED = new Set(['possible_duplicate', 'split_since', 'same_row', 'same_row_differs', 'same_device'])
export const isAsked = (code: string | undefined) => ASKED.has(code ?? '')

/** The devices that a row may be, by what its problem says. */
export const targetsOf = (line: Line) =>
  (line.problem?.value ?? '')
    .split(',')
    .filter((id) => /^\d+$/.test(id))
    .map(Number)

/** How a line of the table stands: an error, a warning, or put right. */
export const stateOf = (line: Line) => line.problem?.severity ?? 'mended'

/** Where a row stands on its page; nothing where the file has no pages. */
export function onPage(pages: Pages, row: number): { page: number; row: number } | undefined {
  const [first = 1, page = 0, line = 1] = pages?.filter(([from = 1]) => from <= row).pop() ?? []
  return page ? { page, row: row - first + line } : undefined
}

/** Where a cell stands, as one word. */
export const place = (item: { sheet: string; row: number; field: string | null }) =>
  [item.sheet, item.row, item.field ?? ''].join('|')

type Item = Schemas['RowDecision'] & { field: string | null; heading?: string | null }

function line(item: Item, key: string): Line {
  return {
    key,
    sheet: item.sheet,
    row: item.row,
    kind: item.kind,
    rowId: item.row_id,
    version: item.version,
    decision: item.decision,
    field: item.field,
    heading: item.heading ?? '',
    target: item.target,
    problem: null,
    correction: null,
  }
}

/** Problems, corrections and choices in the order of the file; a correction stands with its cell's problem. */
export function linesOf(report: Told): Line[] {
  const open = new Map(report.corrections.map((item) => [place(item), item]))
  // A cell keeps its line, whatever is found out about it: an open editor outlives a new count.
  const seen = new Map<string, number>()
  const lines = report.problems.map((item) => {
    const at = place(item)
    const number = seen.get(at) ?? 0
    seen.set(at, number + 1)
    const correction = open.get(at) ?? null
    open.delete(at)
    return { ...line(item, `${at}|${number}`), problem: item, correction }
  })
  const mended = [...open].map(([at, item]) => ({ ...line(item, `${at}|0`), correction: item }))
  const decided = report.decisions
    .map((item) => ({ ...item, field: null }))
    .filter((item) => !seen.has(place(item)))
    .map((item) => line(item, `${place(item)}|0`))
  const sheets = [...new Set([...lines, ...mended, ...decided].map((item) => item.sheet))]
  const order = new Map(sheets.map((sheet, index) => [sheet, index]))
  const index = (item: Line) => order.get(item.sheet) ?? 0
  return [...lines, ...mended, ...decided].sort((one, two) => index(one) - index(two) || one.row - two.row)
}

/** The unit of a column's numbers: what its heading says, spelt as the field has it, else the field's. */
export function unitOf(said: string | null | undefined, own: string | null | undefined): string {
  if (!said) return own ?? ''
  return own && said.toLowerCase() === own.toLowerCase() ? own : said
}

/** What was changed in which cell. */
export interface Change {
  field: string
  heading: string
  was: string
  text: string | null
  name: string
}

/** The report as it must look after a row was corrected, until the server has counted anew. */
export function afterEdit(report: Report, answer: EditedRow, changes: readonly Change[]): Report {
  const row = answer.row
  const here = (item: { sheet: string; row: number }) => item.sheet === row.sheet && item.row === row.row
  const of = { row_id: row.id, version: row.version, kind: row.kind, decision: row.decision, target: row.target }
  const renewed = answer.problems.map((item) => ({ ...item, ...of }))
  const first = report.problems.findIndex(here)
  const others = report.problems.filter((item) => !here(item))
  const at = first < 0 ? others.length : report.problems.slice(0, first).filter((item) => !here(item)).length
  const told = new Map(changes.map((item) => [item.field, item]))
  const corrections = report.corrections
    .filter((item) => !here(item) || !told.has(item.field))
    .map((item) => (here(item) ? { ...item, ...of } : item))
  const added = changes
    .filter((item): item is Change & { text: string } => item.text !== null)
    .map((item) => ({
      ...of,
      sheet: row.sheet,
      row: row.row,
      field: item.field,
      heading: item.heading,
      was: earlier(report, row, item) ?? item.was,
      text: item.text,
      actor_name: item.name,
      at: new Date().toISOString(),
    }))
  return {
    ...report,
    problems: [...others.slice(0, at), ...renewed, ...others.slice(at)],
    corrections: [...corrections, ...added],
    decisions: [
      ...report.decisions.filter((item) => !here(item)),
      ...(row.decision ? [{ ...of, sheet: row.sheet, row: row.row }] : []),
    ],
  }
}

/** What stood in the file, where the cell has been corrected before. */
function earlier(report: Report, row: { sheet: string; row: number }, item: Change): string | undefined {
  return report.corrections.find((one) => one.sheet === row.sheet && one.row === row.row && one.field === item.field)
    ?.was
}

/** What is to be known of a file or a sheet. */
export interface Note {
  sheet: string | null
  code: string
  message: string
  message_en: string
  count: number
  rows?: number[]
}

export type Imported = Schemas['ImportResult']
export type FirstRows = Schemas['FirstRows']
export type ColumnGuess = Schemas['ColumnGuess']

/** What was said of columns that the file still has, as it is looked at now. */
export function kept(mapping: Readonly<Record<string, string>>, sheets: readonly FirstRows[]): Record<string, string> {
  const headings = new Set(sheets.flatMap((sheet) => (sheet.columns ?? []).map((column) => column.heading)))
  return Object.fromEntries(Object.entries(mapping).filter(([heading]) => headings.has(heading)))
}

/** The fields to choose from: those of a kind, or of all kinds, each once. */
export function fieldsOf<F extends { id: string }>(
  kinds: readonly { id: string; fields: readonly F[] }[],
  kind: string,
): F[] {
  const own = kinds.filter((one) => !kind || one.id === kind)
  return [...new Map(own.flatMap((one) => one.fields.map((field) => [field.id, field] as const))).values()]
}

/** Whether the part of a sheet has this note: a sheet of several kinds has a part, with its notes, for each. */
export function says(sheet: Sheet, note: Note): boolean {
  const own = sheet.notes as unknown as Note[]
  return sheet.name === note.sheet && own.some((one) => one.code === note.code && one.message === note.message)
}

// Escaped, since these are no words that a page says.
// 设备 台账 清单 清册 明细 一览 汇总 登记 统计 名单 目录 情况 信息 上报 变压器 电机 锅炉 水泵 风机 电梯 摸底 普查 排查 调查
const LIST = new RegExp(
  [
    '\u8bbe\u5907|\u53f0\u8d26|\u6e05\u5355|\u6e05\u518c|\u660e\u7ec6',
    '\u4e00\u89c8|\u6c47\u603b|\u767b\u8bb0|\u7edf\u8ba1|\u540d\u5355',
    '\u76ee\u5f55|\u60c5\u51b5|\u4fe1\u606f|\u4e0a\u62a5|\u53d8\u538b\u5668',
    '\u7535\u673a|\u9505\u7089|\u6c34\u6cf5|\u98ce\u673a|\u7535\u68af',
    '\u6478\u5e95|\u666e\u67e5|\u6392\u67e5|\u8c03\u67e5',
  ].join('|'),
)
// 附表1, figures, dashes, brackets, 年 and 月
const NO_NAME = /^\u9644[\u8868\u4ef6]?\d*|[\d_\-\u2014\s()\uff08\uff09]+|\u5e74|\u6708/g

/** What a file's name says of whose it is: the words before those of any list; '' where it says nothing. */
export function ownerHint(fileName: string): string {
  const plain = fileName.replace(/\.\w+$/, '').replace(NO_NAME, '')
  const found = plain.split(LIST)[0] ?? ''
  return /^[\u4e00-\u9fff]{2,30}$/.test(found) ? found : ''
}

/** Whether a column that nobody understood may say whose the devices are: no other column does. */
export function mayNameOwners(columns: readonly Column[]): boolean {
  const owners = columns.some((one) => one.field === 'enterprise' || one.field === 'uscc')
  return !owners && columns.some((one) => one.how === 'unknown' && one.samples.length)
}

/** The other cells with the same word and the same trouble: what puts one right puts all right. */
export function sameWord(lines: readonly Line[], line: Line): Line[] {
  const is = (one: Line) =>
    one.rowId !== null &&
    one.kind === line.kind &&
    one.field === line.field &&
    one.problem?.code === line.problem?.code &&
    one.problem?.value === line.problem?.value
  return line.problem?.value ? lines.filter((one) => place(one) !== place(line) && !one.correction && is(one)) : []
}
