import { describe, expect, it } from 'vitest'
import { changed, filled, typed } from '@/lib/facts'
import type { Field } from '@/lib/library'
import { measures } from './measures'

describe('measures', () => {
  it('compare numbers with their limits', () => {
    const [bar] = measures({ no_load_loss_w: 634 }, { no_load_loss_w: 240 })
    expect(bar).toEqual({
      field: 'no_load_loss_w',
      measured: 634,
      limit: 240,
      length: 92.6,
      mark: 35.1,
      difference: 164.2,
    })
  })
  it('leave out what has no counterpart', () => expect(measures({ a: 1 }, { b: 2 })).toEqual([]))
  it('do not divide by a limit of nothing', () =>
    expect(measures({ a: 0 }, { a: 0 })[0]).toMatchObject({ length: 0, difference: 0 }))
})

const field = (type: Field['type']) => ({ type }) as Field

describe('what is typed', () => {
  it.each([
    ['number', ' 1,600 ', 1600],
    ['number', '0.5', 0.5],
    ['integer', '-3', -3],
    ['number', '四百'.normalize(), '四百'],
    ['number', '1e5', '1e5'],
    ['yesno', 'false', false],
    ['date', '2011-11', '2011-11'],
    ['text', '  ', null],
  ] as const)('%s %s', (type, text, value) => expect(typed(field(type), text)).toBe(value))

  it('a change sends what differs, null for what was taken away', () =>
    expect(changed({ a: 1, b: 2 }, { a: 1, c: 3 })).toEqual({ b: null, c: 3 }))
  it('blanks are not kept', () => expect(filled({ a: '', b: null, c: 0, d: false })).toEqual({ c: 0, d: false }))
})
