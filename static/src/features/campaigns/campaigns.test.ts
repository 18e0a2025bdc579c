import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { differing, lotText, progressOf, stageOf } from './campaigns'
import { sha256 } from './digest'

describe('stageOf', () => {
  const campaign = { seed: '', opened_at: null, ends_on: '2026-12-31' }
  it.each([
    ['listed', {}, '2026-12-01'],
    ['drawn', { seed: 'x' }, '2027-01-01'],
    ['opened', { seed: 'x', opened_at: '2026-12-01T00:00:00Z' }, '2026-12-31'],
    ['over', { opened_at: '2026-12-01T00:00:00Z' }, '2027-01-01'],
  ])('%s', (stage, more, day) => expect(stageOf({ ...campaign, ...more }, day)).toBe(stage))
})

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 300])('digests %i characters as anybody else does', (length) => {
  for (const letter of ['a', '焕']) expect(sha256(letter.repeat(length))).toBe(digest(letter.repeat(length)))
})

describe('a draw made again', () => {
  const pool = ['YS1', 'YS2', 'YS3']
  const pairOf = (name: string) =>
    [...pool].sort((one, other) => (digest(`s|officer:${name}|${one}`) < digest(`s|officer:${name}|${other}`) ? -1 : 1))
  const rows = ['A', 'B', 'C', 'D']
    .map((name) => ({ name, lot: digest(`s|enterprise|${name}`) }))
    .sort((one, other) => (one.lot < other.lot ? -1 : 1))
    .map((row, place) => ({
      ...row,
      chosen: place < 2,
      people:
        place < 2
          ? pairOf(row.name)
              .slice(0, 2)
              .map((certificate_no) => ({ certificate_no }))
          : [],
    }))
  const [first, second, third] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]]

  it('is the recorded one', () => {
    expect(lotText('s', 'A')).toBe('s|enterprise|A')
    expect(differing('s', rows, pool)).toEqual([])
    expect(differing('s', rows, [])).toEqual([])
  })
  it('tells what was changed afterwards', () => {
    const others = rows.slice(1)
    expect(differing('other', rows, pool)).toHaveLength(4)
    expect(differing('s', [{ ...first, lot: third.lot }, ...others], pool)).toEqual([first.name])
    const swapped = [first, { ...second, chosen: false }, { ...third, chosen: true, people: second.people }]
    expect(differing('s', [...swapped, rows[3]!], pool)).toContain(third.name)
    const friend = pairOf(first.name)[2]!
    const people = [{ certificate_no: friend }, first.people[0]!]
    expect(differing('s', [{ ...first, people }, ...others], pool)).toEqual([first.name])
  })
})

it('counts what is opened, visited and done', () => {
  const missions = ['', 'opened', 'inspected', 'closed', 'dropped'].map((state, index) => ({
    case_id: state ? index : null,
    state,
  }))
  expect(progressOf(missions)).toEqual({ all: 5, opened: 4, visited: 2, done: 2 })
})
