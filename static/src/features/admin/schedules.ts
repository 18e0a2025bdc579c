import type { Schemas } from '@/lib/api'
import { formatNumber } from '@/lib/format'

type Say = (key: string, values?: Record<string, unknown>) => string

/** When a schedule runs, in words. */
export function timeOf(schedule: Pick<Schemas['ScheduleResult'], 'cadence' | 'at' | 'working_day'>, t: Say): string {
  const day = schedule.working_day ? t('schedules.nthDay', { count: schedule.working_day }) : t('schedules.firstDay')
  return t(`schedules.cadence.${schedule.cadence}`, { at: schedule.at, day })
}

/** What a run left behind, as far as there are words for it; numbers that are 0 tell nothing. */
export function toldOf(result: unknown, t: Say, knows: (key: string) => boolean): string {
  if (!result || typeof result !== 'object') return ''
  return Object.entries(result as Record<string, unknown>)
    .filter(
      ([key, value]) => (typeof value === 'string' || typeof value === 'number') && knows(`schedules.told.${key}`),
    )
    .map(([key, value]) =>
      t(`schedules.told.${key}`, { value: typeof value === 'number' ? formatNumber(value) : value }),
    )
    .join(' · ')
}
