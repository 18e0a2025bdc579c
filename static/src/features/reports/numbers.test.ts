import { describe, expect, it } from 'vitest'
import { change, percent } from './numbers'

describe('numbers of a report', () => {
  it('tells a change only between two numbers that were held', () => {
    expect(change(5, 3, 'flat')).toBe('+2')
    expect(change(3, 5, 'flat')).toBe('−2')
    expect(change(0, 0, 'flat')).toBe('flat')
    expect(change(5, null, 'flat')).toBe('')
    expect(change(null, 5, 'flat')).toBe('')
  })

  it('has no rate where nothing was to be done', () => {
    expect(percent(null)).toBe('—')
    expect(percent(0)).toBe('0.0%')
    expect(percent(2 / 3)).toBe('66.7%')
  })
})
