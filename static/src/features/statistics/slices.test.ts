import { expect, it } from 'vitest'
import { aligned, type Slice } from './slices'

const slice = (value: string, count: number): Slice => ({
  value,
  name: value,
  name_en: value,
  count,
  filter: { value },
})

it('puts parts under their own column though rows leave some out', () => {
  const { columns, rows } = aligned([[slice('b', 2)], [slice('a', 1), slice('c', 3)]], (value) => 'abc'.indexOf(value))
  expect(columns.map((one) => one.value)).toEqual(['a', 'b', 'c'])
  expect(rows.map((row) => row.map((one) => one.count))).toEqual([
    [0, 2, 0],
    [1, 0, 3],
  ])
})
