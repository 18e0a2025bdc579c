import { describe, expect, it } from 'vitest'
import { changed, stateOf, toneOf, type Line } from './work'

const line = (given: Partial<Line>) => ({ state: 'open', late: false, light: null, ...given }) as Line

describe('work on plans', () => {
  it('tells that something is late before how far it is', () => {
    expect(stateOf(line({ late: true, state: 'under_way' }))).toBe('late')
    expect(stateOf(line({ state: 'done' }))).toBe('done')
  })
  it('shows no light where no term is known', () => {
    expect(toneOf(line({}))).toBe('')
    expect(toneOf(line({ light: 'amber' }))).toBe('caution')
  })
  it('changes nothing that was left empty', () => {
    expect(changed({ department: '', person: 3, due: '' })).toEqual({ person: 3 })
  })
})
