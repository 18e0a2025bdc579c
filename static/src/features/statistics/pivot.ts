export const AXES = ['region', 'kind', 'verdict', 'age', 'fleet'] as const
export type Axis = (typeof AXES)[number]

/** An axis of an address, or the usual one. */
export function axisOf(word: string, usual: Axis): Axis {
  return AXES.find((axis) => axis === word) ?? usual
}

const INKS = 7

/** The colour of a column that has none of its own; after seven they come again. */
export function inkAt(index: number): string {
  return `var(--age-${(index % INKS) + 1})`
}

interface Line {
  name: string
  cells: readonly { count: number }[]
}

/** A table for spreadsheets: UTF-8 with a byte order mark, quoted where it must be. */
export function sheetOf(head: readonly string[], lines: readonly Line[]): Blob {
  const rows = [[...head], ...lines.map((line) => [line.name, ...line.cells.map((cell) => String(cell.count))])]
  const text = rows.map((row) => row.map(quoted).join(',')).join('\r\n')
  return new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv;charset=utf-8' })
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell
}
