import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  pivot: {
    nothing: 'Nothing to export',
    title: 'Cross table',
    note: 'Devices by two ways at once; each figure opens its list',
    rows: 'Rows',
    columns: 'Columns',
    export: 'Export',
    none: 'No devices',
    noneHint: 'Choose another region, or import a ledger first',
    sum: '{count} devices in all; a record that stands for several counts as several',
    axis: { region: 'Region', kind: 'Kind', verdict: 'Verdict', age: 'Age', fleet: 'Size of the user (devices)' },
  },
  dashboard: {
    past: 'Overdue',
    byKind: 'Kinds and verdicts',
    coming: 'Due in the next 24 months',
    partPast: 'Overdue · {part}',
    partComing: 'Coming · {part}',
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
