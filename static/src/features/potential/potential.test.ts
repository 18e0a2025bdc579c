import { describe, expect, it } from 'vitest'
import { estimate, exact, isRange, limitOf, split, tonnes } from './potential'

describe('estimates', () => {
  it.each([
    [9530.88, '9531'],
    [16582.68, '16\u202f583'],
    [99.96, '100'],
    [12.345, '12.3'],
    [1.1713, '1.17'],
    [0, '0'],
  ])('%d shows no more digits than it deserves', (value, text) => expect(estimate(value)).toBe(text))

  it('are a range only where the ends look different', () => {
    expect(isRange(8760, 8760.2)).toBe(false)
    expect(isRange(20, 60)).toBe(true)
    expect(isRange(null, 60)).toBe(false)
  })

  it('become tonnes from a thousand on', () => {
    expect([tonnes(999.9).per, tonnes(1000).per]).toEqual([1, 1000])
  })
})

it('factors keep their digits without noise', () => expect(exact(0.1 + 0.2)).toBe('0.3'))

it('limits name their field and grade', () => {
  expect(limitOf('load_loss_w__grade1')).toEqual({ field: 'load_loss_w', grade: 1 })
  expect(limitOf('stage2_l_per_100km')).toEqual({ field: 'stage2_l_per_100km', grade: null })
})

it('what is closed or does not fit stands apart', () => {
  const answers = ['matches', 'misses_one', 'closed', 'unknown', 'misses'].map((status) => ({ status }) as never)
  const { near, far } = split(answers)
  expect([near.length, far.length]).toEqual([3, 2])
})
