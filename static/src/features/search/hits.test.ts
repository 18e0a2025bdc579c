import { describe, expect, it } from 'vitest'
import { exactly, lists, target, type Group } from './hits'

const hit = (id: string, exact = false, kind = '') => ({ id, title: id, about: '', kind, state: '', exact })
const group = (sort: string, hits: Group['hits'], more = false): Group => ({ sort, hits, more })

describe('a hit', () => {
  it.each([
    ['device', hit('7'), { name: 'device', params: { id: '7' } }],
    ['library', hit('transformer.grade', false, 'rule'), { name: 'rule', params: { id: 'transformer.grade' } }],
    ['library', hit('GB 20052-2024', false, 'clause'), { name: 'document', params: { number: 'GB 20052-2024' } }],
  ])('of %s leads to its page', (sort, found, to) => {
    expect(target(sort, found)).toEqual(to)
  })
})

describe('what Enter opens', () => {
  it.each([
    ['nothing exact', [group('device', [hit('1')])], undefined],
    ['one exact hit', [group('case', [hit('2', true), hit('3')])], { name: 'case', params: { id: '2' } }],
    ['two exact hits', [group('case', [hit('2', true)]), group('declaration', [hit('2', true)])], undefined],
  ])('of %s', (_, groups, to) => {
    expect(exactly(groups)).toEqual(to)
  })
})

it('the library is offered as a list where it has more', () => {
  expect(lists([group('library', [hit('1')], true)], 'x').map((list) => list.key)).toEqual([
    'search.ledger',
    'search.library_all',
  ])
  expect(lists([group('library', [hit('1')])], 'x')).toHaveLength(1)
})
