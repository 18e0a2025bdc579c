/** A measured value against its limit, as a bar can show it. */
export interface Measure {
  field: string
  measured: number
  limit: number
  /** Lengths in percent of the bar. */
  length: number
  mark: number
  /** Measured over limit in percent, one decimal: 12.5 = 12.5 % above. */
  difference: number
}

type Values = Record<string, unknown> | null | undefined

/** The pairs of numbers of a finding; dates and words stand in its steps (why?). */
export function measures(measured: Values, limit: Values): Measure[] {
  return shared(measured, limit).flatMap(([field, value, bound]) => {
    if (typeof value !== 'number' || typeof bound !== 'number') return []
    const full = Math.max(value, bound, 0) * 1.08 || 1
    return [
      {
        field,
        measured: value,
        limit: bound,
        length: percent(value / full),
        mark: percent(bound / full),
        difference: bound === 0 ? 0 : Math.round(((value - bound) / bound) * 1000) / 10,
      },
    ]
  })
}

function shared(measured: Values, limit: Values): [string, unknown, unknown][] {
  if (!measured || !limit) return []
  return Object.keys(limit)
    .filter((field) => measured[field] != null && limit[field] != null)
    .map((field) => [field, measured[field], limit[field]])
}

function percent(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 10
}
