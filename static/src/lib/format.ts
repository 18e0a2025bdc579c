const THIN = '\u202f'

/** A number as its source gave it, its whole part in thin-spaced groups of three from five digits. */
export function formatNumber(value: number): string {
  const [whole = '', fraction] = String(value).split('.')
  const digits = whole.replace('-', '')
  const grouped = digits.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** An instant as offices in China write it: 2026-11-21 14:05. */
export function formatInstant(instant: string | null | undefined): string {
  return instant ? clock.format(new Date(instant)) : ''
}

/** Today in China, as an ISO date. */
export function today(now: Date = new Date()): string {
  return clock.format(now).slice(0, 10)
}

/** Whole days from one ISO date to another; negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** An ISO date so many days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)
}
