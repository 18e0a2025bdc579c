import type { Schemas } from '@/lib/api'

export type Case = Schemas['CaseResult']
export type Move = Case['moves'][number]

/** What its author can take back at once is not asked about twice. */
export const asksTwice = (move: Move): boolean => move.move !== 'submit'
/** Moves that ask for a reason before they are made. */
const REASONED = new Set(['recall', 'return', 'drop'])
/** What cannot be taken back, or sends work back: never the first button. */
const HARSH = new Set(['return', 'recall', 'drop', 'discard', 'withdraw', 'hand_over', 'send_back'])

/** What the enterprise does; the office may write it down for it, and is not asked to. */
const PARTYS = new Set(['answer', 'ask_extension'])

/** Verdicts about which a case is opened; other devices can be taken in later. */
export const ORDERED: readonly string[] = ['eliminate', 'rectify', 'reassess']

const BEFORE_ISSUE = new Set([
  'opened',
  'notified',
  'inspected',
  'heard',
  'drafted',
  'returned',
  'reviewed',
  'approved',
])
/** Nothing is ordered yet: an opinion still counts. */
export const beforeIssue = (state: string): boolean => BEFORE_ISSUE.has(state)
/** A draft lies with the officers or with those who sign. */
export const hasDraft = (state: string): boolean => ['drafted', 'returned', 'reviewed', 'approved'].includes(state)

export const needsReason = (move: Move): boolean => REASONED.has(move.move)
export const isHarsh = (move: Move): boolean => HARSH.has(move.move)
export const isPartys = (move: Move): boolean => PARTYS.has(move.move)
export const isReady = (move: Move): boolean => move.mine && !move.lacking.length

/** The first move that is ready and goes on is the one to offer; a case that can be closed ends. */
export function offered(moves: readonly Move[], party = false): { first: Move | undefined; others: Move[] } {
  const mine = moves.filter((move) => move.mine)
  const ready = mine.filter((move) => isReady(move) && !isHarsh(move) && (party || !PARTYS.has(move.move)))
  const first = ready.find((move) => ['close', 'report'].includes(move.move)) ?? ready[0]
  return { first, others: mine.filter((move) => move !== first) }
}

/** The document that a step names as `notice:7`, as a place to go to. */
export function placeOf(document: string): { name: string; params: { id: number } } | null {
  const [what, id] = document.split(':')
  if (what !== 'notice' && what !== 'paper') return null
  return { name: what, params: { id: Number(id) } }
}
