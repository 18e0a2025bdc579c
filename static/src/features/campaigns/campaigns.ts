import type { Schemas } from '@/lib/api'

type Campaign = Pick<Schemas['CampaignResult'], 'seed' | 'opened_at' | 'ends_on'>

/** How far a campaign is: its list stands, lots are drawn, cases are open, its period is over. */
export function stageOf(campaign: Campaign, today: string): 'listed' | 'drawn' | 'opened' | 'over' {
  if (campaign.opened_at) return campaign.ends_on < today ? 'over' : 'opened'
  return campaign.seed ? 'drawn' : 'listed'
}

/** The lot of a name, as anybody can compute it: SHA-256 of `seed|what|name`. */
export const lotText = (seed: string, name: string) => `${seed}|enterprise|${name}`

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
