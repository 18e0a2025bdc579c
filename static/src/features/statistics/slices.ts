/** A part of a number, with the filter that lists it. */
export interface Slice {
  value: string
  name: string
  name_en: string
  count: number
  filter: unknown
}

/**
 * Rows of parts under common columns: the server leaves out parts of nothing, so the same place in
 * two rows is not the same part. `order` ranks values; ties keep the order in which they came.
 */
export function aligned(
  rows: readonly (readonly Slice[])[],
  order: (value: string) => number = () => 0,
): { columns: Slice[]; rows: Slice[][] } {
  const columns = new Map<string, Slice>()
  for (const slice of rows.flat()) if (!columns.has(slice.value)) columns.set(slice.value, slice)
  const sorted = [...columns.values()].sort((a, b) => order(a.value) - order(b.value))
  return {
    columns: sorted,
    rows: rows.map((row) =>
      sorted.map((column) => row.find((slice) => slice.value === column.value) ?? { ...column, count: 0 }),
    ),
  }
}
