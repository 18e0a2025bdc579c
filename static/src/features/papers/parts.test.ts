import { describe, expect, it } from 'vitest'
import { asField, asStored, changes, type Part } from './parts'

const part = (form: Part['form'], name = 'x'): Part => ({ name, form, choices: [] })

describe('a part of a paper', () => {
  it.each<[Part['form'], unknown]>([
    ['line', 'a'],
    ['lines', ['a', 'b']],
    ['people', [{ name: 'Wang', duty: 'boss' }]],
    ['date', null],
    ['date', '2026-11-21'],
    ['instant', '2026-11-21T09:05:00+08:00'],
    ['tick', true],
    ['number', 5],
    ['choice', null],
  ])('as %s comes back as it was', (form, stored) =>
    expect(asStored(part(form), asField(part(form), stored), stored)).toEqual(stored),
  )

  it('is sent where it was changed, and only there', () => {
    const parts = [part('line', 'a'), part('lines', 'b'), part('shown', 'c')]
    const content = { a: 'old', b: ['1'], c: { deep: 1 } }
    expect(changes(parts, { a: 'old', b: '1\n\n 2 ', c: '' }, content)).toEqual({ b: ['1', '2'] })
  })
})
