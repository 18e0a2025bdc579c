import type { Schemas } from '@/lib/api'
import { formatNumber } from '@/lib/format'

export type SavingFigure = Schemas['SavingFigure']
export type SubsidyAnswer = Schemas['SubsidyAnswer']
export type PotentialRow = Schemas['PotentialRow']
export type Aim = 'advanced' | 'saving'

/** An estimate with no more digits than it deserves: whole from 100, else three figures. */
export function estimate(value: number): string {
  const size = Math.abs(value)
  return formatNumber(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)))
}

/** A number of a factor or a limit as it stands in its table, without the noise of floating point. */
export function exact(value: number): string {
  return formatNumber(Number(value.toPrecision(10)))
}

/** From a tonne on, in tonnes; all numbers of one range in the unit of its middle. */
export function tonnes(middle: number): { per: number; big: boolean } {
  return middle >= 1000 ? { per: 1000, big: true } : { per: 1, big: false }
}

/** Whether the ends of a range differ in what `estimate` shows. */
export function isRange(low: number | null | undefined, high: number | null | undefined): boolean {
  return low != null && high != null && estimate(low) !== estimate(high)
}

/** "load_loss_w__grade1" is the limit of a field for a grade. */
export function limitOf(name: string): { field: string; grade: number | null } {
  const [field = name, grade] = name.split('__grade')
  return { field, grade: grade === undefined ? null : Number(grade) }
}

/** Answers that a reader should see first, and those that only tell of the past or do not fit. */
export function split(answers: readonly SubsidyAnswer[]): { near: SubsidyAnswer[]; far: SubsidyAnswer[] } {
  const near = answers.filter((one) => ['matches', 'misses_one', 'unknown', 'upcoming'].includes(one.status))
  return { near, far: answers.filter((one) => !near.includes(one)) }
}

export const AIMS: readonly Aim[] = ['advanced', 'saving']

/** The aim that an address asks for; the best grade when it asks for none. */
export function aimOf(text: string): Aim {
  return text === 'saving' ? 'saving' : 'advanced'
}
