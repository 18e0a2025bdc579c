import type { Schemas } from '@/lib/api'

export type Visit = Schemas['InspectionResult']
export type Line = Visit['lines'][number]
type Body = Schemas['RecordArgs']
export type Answer = Body['lines'] extends (infer L)[] | undefined ? (L extends { answer: infer A } ? A : never) : never

export const ANSWERS = ['yes', 'no', 'unknown', 'not_applicable'] as const

/** A photograph at a line: `id` is its attachment's, once the server has it. */
export interface Photo {
  key: string
  file: File
  taken_at: string
  place: string
  id: number | null
}

/** What was found at a line. */
export interface Mark {
  answer: Answer | ''
  found: string
  note: string
  value: string
  photos: Photo[]
}

/** The strokes of a signature on a field of 600 × 200, and the picture of them, a PNG in base64. */
export interface Drawn {
  strokes: number[][]
  image: string
  signed_at: string
}

/** The record of a visit, as the phone keeps it until the server has it. */
export interface Draft {
  visit: Visit
  key: string
  began_at: string
  ended_at: string
  place: string
  present: string
  showed_certificates: boolean
  told_rights: boolean
  avoidance: string
  facts_text: string
  statement: string
  signing: 'phone' | 'paper' | 'refused'
  signed_by: string
  signed_duty: string
  refusal: string
  witness: string
  marks: Record<number, Mark>
  signatures: Record<string, Drawn>
  /** Handed in: it is sent as soon as there is a network. */
  ready: boolean
  /** Why the server would not have it, when it was last sent. */
  refused: { title: string; remedy: string; details: string[] } | null
}

export interface Group {
  equipment: number | null
  name: string
  kind: string
  lines: Line[]
}

/** The lines of the enterprise first, then those of each device. */
export function grouped(lines: readonly Line[]): Group[] {
  const found = new Map<number | null, Group>()
  for (const line of lines) {
    const key = line.equipment_id ?? null
    const name = [line.name, line.model, line.identifier].filter(Boolean).join(' · ')
    const group = found.get(key) ?? { equipment: key, name, kind: line.kind, lines: [] }
    group.lines.push(line)
    found.set(key, group)
  }
  return [...found.values()].sort((a, b) => Number(a.equipment !== null) - Number(b.equipment !== null))
}

/** An instant as a field of a form has it, on the clock of this phone: 2026-11-21T09:05. */
export function local(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const blank = (): Mark => ({ answer: '', found: '', note: '', value: '', photos: [] })

/** A record that nothing is written in yet: it begins with the first thing that is. */
export function begun(visit: Visit, key: string): Draft {
  return {
    visit,
    key,
    began_at: '',
    ended_at: '',
    place: visit.address,
    present: visit.contact,
    showed_certificates: false,
    told_rights: false,
    avoidance: '',
    facts_text: '',
    statement: '',
    signing: 'phone',
    signed_by: '',
    signed_duty: '',
    refusal: '',
    witness: '',
    marks: Object.fromEntries(visit.lines.map((line) => [line.id, blank()])),
    signatures: {},
    ready: false,
    refused: null,
  }
}

/** Whether a line is done with; a reading by its number, or by the word that there was none. */
export function isDone(mark: Mark | undefined): boolean {
  return Boolean(mark && (mark.answer || number(mark.value) !== null))
}

export function undone(draft: Draft, lines: readonly Line[] = draft.visit.lines): number {
  return lines.filter((line) => !isDone(draft.marks[line.id])).length
}

function number(text: string): number | null {
  const value = Number(String(text).replace(',', '.'))
  return String(text).trim() && Number.isFinite(value) ? value : null
}

/** What keeps the record from being handed in, as keys of `inspectionLack`, in the form's order. */
export function lacking(draft: Draft): string[] {
  const party = draft.signing === 'refused' ? draft.refusal.trim() && draft.witness.trim() : draft.signed_by.trim()
  const officers = draft.visit.officers.every((officer) => draft.signatures[officer.user_id])
  const checks: [string, unknown][] = [
    ['showed_certificates', draft.showed_certificates],
    ['told_rights', draft.told_rights],
    ['began_at', draft.began_at],
    ['place', draft.place.trim()],
    ['present', draft.present.trim()],
    ['seen', draft.facts_text.trim() || undone(draft) < draft.visit.lines.length],
    ['times', !draft.ended_at || draft.ended_at >= draft.began_at],
    [draft.signing === 'refused' ? 'refusal' : 'signed_by', party],
    ['party', draft.signing !== 'phone' || draft.signatures.party],
    ['officers', draft.signing === 'paper' || officers],
  ]
  return checks.filter(([, held]) => !held).map(([key]) => key)
}

const instant = (text: string) => new Date(text).toISOString()

/** What is sent. Pictures of signatures go with it; photographs have gone before. */
export function bodyOf(draft: Draft): Body {
  const refused = draft.signing === 'refused'
  const drawn = draft.signing === 'paper' ? [] : Object.entries(draft.signatures)
  const names = new Map(draft.visit.officers.map((officer) => [String(officer.user_id), officer.name]))
  return {
    key: draft.key,
    began_at: instant(draft.began_at),
    ended_at: instant(draft.ended_at),
    place: draft.place.trim(),
    present: draft.present.trim(),
    showed_certificates: draft.showed_certificates,
    told_rights: draft.told_rights,
    avoidance: draft.avoidance.trim(),
    facts_text: draft.facts_text.trim(),
    statement: draft.statement.trim(),
    signed_by: refused ? '' : draft.signed_by.trim(),
    signed_duty: refused ? '' : draft.signed_duty.trim(),
    refused,
    refusal: refused ? draft.refusal.trim() : '',
    witness: refused ? draft.witness.trim() : '',
    lines: draft.visit.lines.filter((line) => isDone(draft.marks[line.id])).map((line) => lineOf(draft, line)),
    signatures: drawn
      .filter(([who]) => (who === 'party' ? !refused : names.has(who)))
      .map(([who, { image, signed_at }]) => ({
        officer: who === 'party' ? null : Number(who),
        name: who === 'party' ? draft.signed_by.trim() : names.get(who)!,
        signed_at,
        image,
      })),
  }
}

function lineOf(draft: Draft, line: Line) {
  const mark = draft.marks[line.id]!
  return {
    line: line.id,
    answer: mark.answer || ('yes' as const),
    found: mark.found.trim(),
    note: mark.note.trim(),
    value: line.unit ? number(mark.value) : null,
    photos: mark.photos
      .filter((photo) => photo.id !== null)
      .map(({ id, taken_at, place }) => ({ file: id!, taken_at, place })),
  }
}

export interface Difference {
  line: Line
  theirs: { answer: string; found: string }
  mine: { answer: string; found: string }
}

/** Where what somebody else has recorded says something else than what stands on this phone. */
export function differences(draft: Draft, theirs: Visit): Difference[] {
  return theirs.lines.flatMap((line) => {
    const mark = draft.marks[line.id] ?? blank()
    const mine = { answer: mark.answer, found: [mark.value, mark.found].filter(Boolean).join(' ') }
    const other = { answer: line.answer, found: [line.value ?? '', line.found].filter((it) => it !== '').join(' ') }
    const same = mine.answer === other.answer && mine.found === other.found
    return same || !isDone(mark) ? [] : [{ line, theirs: other, mine }]
  })
}

/** A draft put into another visit of the same case: each answer goes to the line that asks the same. */
export function carried(draft: Draft, to: Visit, key: string): Draft {
  const asks = (line: Line) => `${line.equipment_id ?? ''}|${line.item}|${line.question}|${line.expected}`
  const mine = new Map(draft.visit.lines.map((line) => [asks(line), draft.marks[line.id]]))
  const moved = (mark: Mark): Mark => ({
    ...mark,
    photos: mark.photos.map((photo) => ({ ...photo, key: `${key.slice(0, 23)}${photo.key.slice(23)}`, id: null })),
  })
  const marks = Object.fromEntries(to.lines.map((line) => [line.id, moved(mine.get(asks(line)) ?? blank())]))
  return { ...draft, visit: to, key, marks, ready: false, refused: null }
}
