/** A revision or event of a device, as far as it says what can be undone. */
export interface Told {
  source: string
  version: number | null
}

/** The source ("merge:3") of the last merge that still stands; blank without one. */
export function standingMerge(story: readonly Told[]): string {
  const standing: string[] = []
  for (const { source } of story) {
    const [what, number] = source.split(':')
    if (what === 'merge') standing.push(source)
    const undone = what === 'unmerge' ? standing.indexOf(`merge:${number}`) : -1
    if (undone >= 0) standing.splice(undone, 1)
  }
  return standing[standing.length - 1] ?? ''
}

/** A field of two states of a device, side by side. */
export interface Difference {
  field: string
  now: unknown
  then: unknown
}

/** What differs between two states of the facts, in the order of the fields. */
export function differences(
  now: Record<string, unknown>,
  then: Record<string, unknown>,
  order: readonly string[],
): Difference[] {
  const others = [...Object.keys(now), ...Object.keys(then)].filter((key) => !order.includes(key))
  return [...order, ...new Set(others)]
    .filter((field) => (now[field] ?? null) !== (then[field] ?? null))
    .map((field) => ({ field, now: now[field], then: then[field] }))
}

/** The facts that a merge leaves: this record's, the other's where it has none, or as chosen. */
export function mergedFacts(
  mine: Record<string, unknown>,
  other: Record<string, unknown>,
  choices: Record<string, 'this' | 'other'>,
): Record<string, unknown> {
  const facts: Record<string, unknown> = { ...other, ...mine }
  for (const [field, choice] of Object.entries(choices)) {
    const source = choice === 'other' ? other : mine
    if (field in source) facts[field] = source[field]
    else delete facts[field]
  }
  return facts
}

/** What may become of how many devices two records stand for. */
export interface MergedNumber {
  choice: 'this' | 'other' | 'sum'
  count: number
}

/** The choices of a merge; none where each record is one device, and a number that is both is one choice. */
export function quantities(mine: number, other: number): MergedNumber[] {
  if (Math.max(mine, other) < 2) return []
  const same: MergedNumber[] = [{ choice: 'this', count: mine }]
  if (other !== mine) same.push({ choice: 'other', count: other })
  return [...same, { choice: 'sum', count: mine + other }]
}
