import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { lotText, progressOf, stageOf } from './campaigns'

describe('stageOf', () => {
  const campaign = { seed: '', opened_at: null, ends_on: '2026-12-31' }
  it.each([
    ['listed', {}, '2026-12-01'],
    ['drawn', { seed: 'x' }, '2027-01-01'],
    ['opened', { seed: 'x', opened_at: '2026-12-01T00:00:00Z' }, '2026-12-31'],
    ['over', { opened_at: '2026-12-01T00:00:00Z' }, '2027-01-01'],
  ])('%s', (stage, more, day) => expect(stageOf({ ...campaign, ...more }, day)).toBe(stage))
})

it('computes a lot as the server does', () => {
  const lot = createHash('sha256').update(lotText('2026-12', '914407040000000001')).digest('hex')
  expect(lot).toBe(createHash('sha256').update('2026-12|enterprise|914407040000000001').digest('hex'))
})

it('counts what is opened, visited and done', () => {
  const missions = ['', 'opened', 'inspected', 'closed', 'dropped'].map((state, index) => ({
    case_id: state ? index : null,
    state,
  }))
  expect(progressOf(missions)).toEqual({ all: 5, opened: 4, visited: 2, done: 2 })
})
