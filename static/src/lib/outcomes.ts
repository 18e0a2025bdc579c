/** The eight outcomes, worst first: the order in which a verdict is taken. */
export const OUTCOMES = ['eliminate', 'rectify', 'reassess', 'renew', 'due', 'improve', 'unknown', 'meets'] as const

export type Outcome = (typeof OUTCOMES)[number]

export function isOutcome(word: string | null | undefined): word is Outcome {
  return (OUTCOMES as readonly string[]).includes(word ?? '')
}

/** The ink of an outcome, as styles and charts take it. */
export function inkOf(word: string | null | undefined): string {
  return `var(--outcome-${isOutcome(word) ? word : 'none'})`
}

/** Place in the order, worst first. */
export function rank(outcome: string): number {
  return (OUTCOMES as readonly string[]).indexOf(outcome)
}

export const STAGES = ['overdue30', 'due', '30', '90', '180'] as const
