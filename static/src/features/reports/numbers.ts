import { formatNumber } from '@/lib/format'

export const MEASURES = [
  'total',
  'new',
  'judged',
  'to_act',
  'retired',
  'due',
  'overdue',
  'opened',
  'closed',
  'open',
  'late',
  'asked',
  'settled',
] as const
export type Measure = (typeof MEASURES)[number]
export type Moment = 'before' | 'year_before'
export type Numbers = Record<string, number | null>

/** How a number has changed; blank where one of the two was not held. */
export function change(now: number | null | undefined, then: number | null | undefined, flat: string): string {
  if (now == null || then == null) return ''
  if (now === then) return flat
  return `${now > then ? '+' : '−'}${formatNumber(Math.abs(now - then))}`
}

/** A share as a percentage; a dash where there was nothing to do. */
export function percent(rate: number | null | undefined): string {
  return rate == null ? '—' : `${(rate * 100).toFixed(1)}%`
}
