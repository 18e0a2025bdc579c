import { describe, expect, it, vi } from 'vitest'
import { Offline, Problem } from '@/lib/api'
import { begun, bodyOf, carried, differences, grouped, lacking, undone, type Draft, type Visit } from './record'
import { send } from './sending'

vi.mock('@/lib/telling', () => ({ explain: () => ({ title: 'refused', remedy: '', details: [] }) }))

const KEY = '00000000-0000-4000-8000-000000000001'
const line = (id: number, more: object = {}) => ({
  id,
  equipment_id: null,
  kind: '',
  name: '',
  model: '',
  identifier: '',
  item: 'ledger',
  question: `q${id}`,
  expected: '',
  answer: '',
  found: '',
  note: '',
  unit: '',
  value: null,
  photos: [],
  ...more,
})
const visit = (lines: object[], more: object = {}) =>
  ({
    id: 5,
    case_id: 3,
    address: 'Road 1',
    contact: 'Wang',
    officers: [
      { user_id: 8, name: 'A', certificate_no: '1' },
      { user_id: 9, name: 'B', certificate_no: '2' },
    ],
    lines,
    ...more,
  }) as unknown as Visit
const drawn = () => ({ strokes: [[1, 2]], image: 'iVBO', signed_at: '2026-11-21T02:00:00Z' })
const photo = (tail: string) => ({
  key: `11111111-1111-4111-8111-${tail}`,
  file: new File(['x'], 'a.jpg'),
  taken_at: '2026-11-21T02:00:00Z',
  place: '',
  id: null,
})

function ready(): Draft {
  const draft = begun(visit([line(1), line(2, { equipment_id: 7, unit: 'A', item: 'reading' })]), KEY)
  draft.marks[1]!.answer = 'no'
  Object.assign(draft, {
    began_at: '2026-11-21T09:00',
    ended_at: '2026-11-21T10:00',
    showed_certificates: true,
    told_rights: true,
    signed_by: 'Wang',
    signatures: { party: drawn(), 8: drawn(), 9: drawn() },
  })
  return draft
}

describe('lacking', () => {
  it('lets a complete record pass', () => expect(lacking(ready())).toEqual([]))

  it.each<[string, Partial<Draft>]>([
    ['showed_certificates', { showed_certificates: false }],
    ['told_rights', { told_rights: false }],
    ['place', { place: ' ' }],
    ['present', { present: '' }],
    ['times', { ended_at: '2026-11-21T08:59' }],
    ['signed_by', { signed_by: '' }],
    ['refusal', { signing: 'refused', refusal: 'no', witness: '' }],
    ['officers', { signatures: { party: drawn(), 8: drawn() } }],
    ['party', { signatures: { 8: drawn(), 9: drawn() } }],
  ])('names %s', (word, change) => expect(lacking({ ...ready(), ...change })).toEqual([word]))

  it('asks for no drawing of who signs on paper, and for none of a party that refuses', () => {
    expect(lacking({ ...ready(), signing: 'paper', signatures: {} })).toEqual([])
    const refused = {
      signing: 'refused' as const,
      refusal: 'left',
      witness: 'Li',
      signatures: { 8: drawn(), 9: drawn() },
    }
    expect(lacking({ ...ready(), ...refused })).toEqual([])
  })
})

it('groups the lines, those of the enterprise first', () => {
  const lines = visit([
    line(1, { equipment_id: 7, name: 'T', model: 'S7' }),
    line(2),
    line(3, { equipment_id: 7 }),
  ]).lines
  expect(grouped(lines).map((group) => [group.name, group.lines.length])).toEqual([
    ['', 1],
    ['T · S7', 2],
  ])
})

it('sends what is answered, and a reading by its number', () => {
  const draft = ready()
  draft.marks[2]!.value = '12,5'
  const body = bodyOf(draft)
  expect(body.lines!.map((it) => [it.line, it.answer, it.value])).toEqual([
    [1, 'no', null],
    [2, 'yes', 12.5],
  ])
  expect(body.signatures!.map((it) => [it.officer, it.name])).toEqual([
    [8, 'A'],
    [9, 'B'],
    [null, 'Wang'],
  ])
  draft.marks[2]!.value = 'many'
  expect(undone(draft)).toBe(1)
})

describe('send', () => {
  const sent = visit([])

  it('goes on where the network broke off, and sends nothing twice', async () => {
    const draft = ready()
    draft.marks[1]!.photos = [photo('000000000001'), photo('000000000002')]
    const keep = vi.fn(() => Promise.resolve())
    const attach = vi.fn().mockResolvedValueOnce(41).mockRejectedValueOnce(new Offline()).mockResolvedValueOnce(42)
    const write = vi.fn().mockRejectedValueOnce(new Offline()).mockResolvedValueOnce(sent)
    expect((await send(draft, keep, { attach, write })).end).toBe('offline')
    expect((await send(draft, keep, { attach, write })).end).toBe('offline')
    expect((await send(draft, keep, { attach, write })).end).toBe('sent')
    expect(attach).toHaveBeenCalledTimes(3)
    expect(bodyOf(draft).lines![0]!.photos!.map((it) => it.file)).toEqual([41, 42])
    expect(new Set(write.mock.calls.map(([it]) => it.key))).toEqual(new Set([KEY]))
  })

  it.each([
    ['taken', new Problem(409, 'recorded', '', '', '')],
    ['refused', new Problem(409, 'key', '', '', '')],
    ['refused', new Problem(422, 'refused', '', '', '')],
  ])('tells %s', async (end, problem) => {
    const write = vi.fn().mockRejectedValue(problem)
    expect((await send(ready(), () => Promise.resolve(), { attach: vi.fn(), write })).end).toBe(end)
  })
})

it('shows where two records differ, and carries the own one to another visit', () => {
  const draft = ready()
  draft.marks[1]!.photos = [{ ...photo('00000000000a'), id: 4 }]
  const theirs = visit([line(1, { answer: 'yes' }), line(2, { answer: 'yes', unit: 'A' })])
  expect(differences(draft, theirs).map((it) => [it.line.id, it.theirs.answer, it.mine.answer])).toEqual([
    [1, 'yes', 'no'],
  ])
  const other = visit([line(31, { question: 'q1' }), line(32, { question: 'new' })], { id: 6 })
  const moved = carried(draft, other, '22222222-2222-4222-8222-222222222222')
  expect([moved.marks[31]!.answer, moved.marks[32]!.answer, moved.ready]).toEqual(['no', '', false])
  expect(moved.marks[31]!.photos[0]).toMatchObject({ id: null, key: '22222222-2222-4222-8222-00000000000a' })
})
