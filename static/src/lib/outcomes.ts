/** The eight outcomes, worst first: the order in which a verdict is taken. */
export const OUTCOMES = ['eliminate', 'rectify', 'reassess', 'renew', 'due', 'improve', 'unknown', 'meets'] as const

export type Outcome = (typeof OUTCOMES)[number]

/** Ink of each outcome: 4.5 : 1 or more on white and on its own tint. */
export const INK: Record<Outcome | 'none', string> = {
  eliminate: '#8f0714',
  rectify: '#c4161c',
  reassess: '#b83a06',
  due: '#8a5a00',
  renew: '#0b56b8',
  improve: '#0a6b70',
  unknown: '#595f69',
  meets: '#2a7416',
  none: '#6a707b',
}

export function isOutcome(word: string | null | undefined): word is Outcome {
  return (OUTCOMES as readonly string[]).includes(word ?? '')
}

/** Place in the order, worst first. */
export function rank(outcome: string): number {
  return (OUTCOMES as readonly string[]).indexOf(outcome)
}

export const STAGES = ['overdue30', 'due', '30', '90', '180'] as const
