import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  dashboard: {
    byKind: 'Kinds and verdicts',
    coming: 'Due in the next 24 months',
    due: 'devices due',
    overdue: '{count} overdue',
    ages: 'Years in use',
    unknown: 'unknown',
    levels: 'Efficiency levels',
    counted: '{kind}: {field}',
    regions: 'By region',
    table: 'Show as a table',
    asOf: 'as of {day}',
    up: 'All regions',
  },
}
