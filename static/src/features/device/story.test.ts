import { expect, it } from 'vitest'
import { differences, mergedFacts, quantities, standingMerge } from './story'

const told = (...sources: string[]) => sources.map((source, index) => ({ source, version: index + 1 }))

it('finds the last merge that still stands', () => {
  expect(standingMerge(told('api', 'import:1'))).toBe('')
  expect(standingMerge(told('api', 'merge:1', 'merge:2'))).toBe('merge:2')
  expect(standingMerge(told('merge:1', 'merge:2', 'unmerge:2'))).toBe('merge:1')
  expect(standingMerge(told('merge:1', 'unmerge:1', 'merge:3', 'unmerge:3'))).toBe('')
})

it('tells what differs, in the order of the form, unknown fields last', () => {
  const now = { model: 'S7', location: '甲', old: 1 }
  const then = { model: 'S7', location: '乙', made_on: '2001' }
  expect(differences(now, then, ['made_on', 'model', 'location'])).toEqual([
    { field: 'made_on', now: undefined, then: '2001' },
    { field: 'location', now: '甲', then: '乙' },
    { field: 'old', now: 1, then: undefined },
  ])
})

it('merges as chosen: the own value, the other one where there is none, or nothing', () => {
  const mine = { model: 'S7', serial: '1' }
  const other = { model: 'S9', maker: '某厂' }
  expect(mergedFacts(mine, other, {})).toEqual({ model: 'S7', serial: '1', maker: '某厂' })
  expect(mergedFacts(mine, other, { model: 'other', serial: 'other', maker: 'this' })).toEqual({ model: 'S9' })
})

it('asks for how many devices a merged record stands only where one stands for several', () => {
  const offered = (mine: number, other: number) => quantities(mine, other).map((one) => `${one.choice} ${one.count}`)
  expect(offered(1, 1)).toEqual([])
  expect(offered(1, 3)).toEqual(['this 1', 'other 3', 'sum 4'])
  expect(offered(2, 2)).toEqual(['this 2', 'sum 4'])
})
