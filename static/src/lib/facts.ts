import type { Field } from './library'

export type Facts = Record<string, unknown>

/** What was typed, as the API takes it; a number that is none stays text, for the server to name. */
export function typed(field: Field, text: string): string | number | boolean | null {
  const value = text.trim()
  if (!value) return null
  if (field.type === 'yesno') return value === 'true'
  if (field.type !== 'number' && field.type !== 'integer') return value
  const plain = value.replace(/[\s,\u202f\uff0c]/g, '')
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : value
}

/** The fields that differ, with the new value or null: what a change sends. */
export function changed(before: Facts, after: Facts): Facts {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return Object.fromEntries(
    [...keys].filter((key) => (before[key] ?? null) !== (after[key] ?? null)).map((key) => [key, after[key] ?? null]),
  )
}

/** Facts without blanks: drafts keep what is there. */
export function filled(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value != null && value !== ''))
}

/** What stands beside the facts of a device, not among them. */
export const BESIDE: readonly string[] = ['enterprise', 'uscc', 'region']
