import type { Schemas } from '@/lib/api'

type Due = Schemas['DueResult']
type Part = Due['parts'][number]

/** What is over in the strong colour, what comes in the milder one of the same family. */
const COLOURS: Record<string, { past: string; coming: string }> = {
  inspection: { past: 'var(--outcome-due)', coming: 'var(--share-hinted)' },
  retirement: { past: 'var(--outcome-eliminate)', coming: 'var(--outcome-renew)' },
  none: { past: 'var(--ink-faint)', coming: 'var(--drawing)' },
}

export interface DueSeries {
  part: Part
  past: boolean
  colour: string
  values: number[]
  /** The number behind each bar, with the filter of its list. */
  items: { count: number; filter: unknown }[]
}

/**
 * First dates as bars: one for all that is over, then the months. What a date is for and whether
 * it is over are told apart; `rows` has the sum and its parts of each bar, for the table.
 */
export function dueDates(due: Due): { series: DueSeries[]; rows: { count: number; filter: unknown }[][] } {
  const series = [true, false].flatMap((past) =>
    due.parts.map((part) => {
      const items = [part.overdue, ...part.months]
      const values = items.map((item, index) => ((index === 0) === past ? item.count : 0))
      return { part, past, colour: colourOf(part.value, past), values, items }
    }),
  )
  const whole = [due.overdue, ...due.months]
  const rows = whole.map((item, index) =>
    due.parts.length > 1
      ? [item, ...due.parts.map((part) => (index ? part.months[index - 1] : part.overdue) ?? item)]
      : [item],
  )
  return { series: series.filter((one) => one.values.some(Boolean)), rows }
}

function colourOf(value: string, past: boolean): string {
  const family = COLOURS[value] ?? COLOURS.none
  return family?.[past ? 'past' : 'coming'] ?? 'var(--drawing)'
}
