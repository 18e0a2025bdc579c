/** One day of a month's grid. */
export interface Day {
  iso: string
  day: number
  /** Of this month; the grid's first and last weeks reach into others. */
  inside: boolean
}

const iso = (time: number) => new Date(time).toISOString().slice(0, 10)
const DAY = 86_400_000

/** The weeks of a month ("2026-12"), each from Monday to Sunday. */
export function weeksOf(month: string): Day[][] {
  const first = Date.parse(`${month}-01`)
  const last = Date.parse(lastDay(month))
  const weeks: Day[][] = []
  // getUTCDay counts from Sunday; weeks here begin on Monday.
  for (let start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY; start <= last; start += 7 * DAY) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = iso(start + index * DAY)
        return { iso: day, day: Number(day.slice(8)), inside: day.startsWith(month) }
      }),
    )
  }
  return weeks
}

/** The last day of a month: "2026-02" → "2026-02-28". */
export function lastDay(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return iso(Date.UTC(year, number, 0))
}

/** The month so many months later. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return iso(Date.UTC(year, number - 1 + count, 1)).slice(0, 7)
}
