import { expect, test } from 'vitest'
import { originOf } from './origins'

const device = {
  facts: { model: 'S7-315/10', rated_capacity_kva: 315, location: '东房' },
  sources: { model: 'cell', rated_capacity_kva: 'model' },
  inferred: { insulation_class: 'F' },
}

test.each([
  ['model', 'cell'],
  ['rated_capacity_kva', 'model'],
  ['insulation_class', 'inferred'],
  ['location', ''],
  ['voltage_kv', ''],
])('%s comes from %s', (field, origin) => {
  expect(originOf(device, field)).toBe(origin)
})
