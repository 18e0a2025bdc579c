import type { Schemas } from '@/lib/api'
import { sha256 } from './digest'

type Campaign = Pick<Schemas['CampaignResult'], 'seed' | 'opened_at' | 'ends_on'>

/** How far a campaign is: its list stands, lots are drawn, cases are open, its period is over. */
export function stageOf(campaign: Campaign, today: string): 'listed' | 'drawn' | 'opened' | 'over' {
  if (campaign.opened_at) return campaign.ends_on < today ? 'over' : 'opened'
  return campaign.seed ? 'drawn' : 'listed'
}

/** The lot of a name, as anybody can compute it: SHA-256 of `seed|what|name`. */
export const lotText = (seed: string, name: string) => `${seed}|enterprise|${name}`

export interface Drawn {
  name: string
  lot: string
  chosen: boolean
  people: readonly { certificate_no: string }[]
}

/** The draw, made again from seed and lists: the names whose lot, choice or officers are not what is recorded. */
export function differing(seed: string, rows: readonly Drawn[], pool: readonly string[]): string[] {
  const lots = rows.map((row) => ({ row, lot: sha256(lotText(seed, row.name)) }))
  lots.sort((one, other) => (one.lot < other.lot ? -1 : 1))
  const count = rows.filter((row) => row.chosen).length
  return lots
    .filter(({ row, lot }, place) => {
      const right = row.lot === lot && row.chosen === place < count
      return !right || (row.chosen && !samePair(seed, row, pool))
    })
    .map(({ row }) => row.name)
}

/** Without the list of officers (draws of earlier versions) only the enterprises can be drawn again. */
function samePair(seed: string, row: Drawn, pool: readonly string[]): boolean {
  if (!pool.length) return true
  const lots = pool.map((certificate) => [sha256(`${seed}|officer:${row.name}|${certificate}`), certificate] as const)
  const pair = lots.sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, 2)
  const drawn = new Set(row.people.map((person) => person.certificate_no))
  return drawn.size === pair.length && pair.every(([, certificate]) => drawn.has(certificate))
}

// What of a case's stages counts as gone to, and as done.
const BEFORE_VISIT = new Set(['', 'opened', 'notified'])
const OVER = new Set(['closed', 'handed_over', 'withdrawn', 'dropped'])

export interface Progress {
  all: number
  opened: number
  visited: number
  done: number
}

/** How far the missions of an officer are. */
export function progressOf(missions: readonly { case_id: number | null; state: string }[]): Progress {
  const count = (held: (it: (typeof missions)[number]) => boolean) => missions.filter(held).length
  return {
    all: missions.length,
    opened: count((it) => it.case_id !== null),
    visited: count((it) => !BEFORE_VISIT.has(it.state) && it.state !== 'dropped'),
    done: count((it) => OVER.has(it.state)),
  }
}
