import { expect, test } from 'vitest'
import { inWan, toFen } from './projects'

test.each([
  ['12.5', 12_500_000],
  ['0.000001', 1],
  ['1,000', 1_000_000_000],
  ['', 0],
  ['-1', null],
  ['1e5', null],
  ['0.0000001', null],
])('%s 万元 in fen', (text, fen) => {
  expect(toFen(text)).toBe(fen)
})

test('an amount keeps its digits', () => {
  expect(inWan(12_500_001)).toBe('12.500001')
  expect(inWan(0)).toBe('0')
  expect(inWan(null)).toBe('—')
})
