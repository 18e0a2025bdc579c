import type { Schemas } from '@/lib/api'

export type Line = Schemas['DutyLine']
export const TABS = ['tasks', 'lists', 'problems', 'rounds', 'figures'] as const
const TONES: Record<string, string> = { red: 'danger', amber: 'caution', green: 'good' }

/** The state as the list shows it: what is late comes before how far it is. */
export const stateOf = (line: Line): string => (line.late ? 'late' : line.state)

/** The colour of a light, with its word beside it: colour alone tells nothing on paper. */
export const toneOf = (line: Line): string => TONES[line.light ?? ''] ?? ''

/** What is said of a statement that somebody sees to; blank says nothing. */
export interface DutyForm {
  department: string
  person: number | ''
  due: string
  goal: string
  measures: string
}
export const blankDuty = (): DutyForm => ({ department: '', person: '', due: '', goal: '', measures: '' })

/** What of the form is to be changed: an empty field changes nothing. */
export function changed<T extends object>(form: T): Partial<T> {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')) as Partial<T>
}
