import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  desk: {
    dueThisWeek: 'due this week',
    overdue: 'overdue',
    eliminate: 'to eliminate',
    incomplete: 'data missing',
    disputed: 'The nameplate (model) of {count} devices disagrees with the record; verify them',
    declarations: 'Declarations to review ({count})',
    noDeclarations: 'Nothing to review',
    alerts: 'Alerts',
    mine: '{count} for me',
    imports: 'Imports to deal with ({count})',
    noImports: 'Nothing waits',
    rejected: '{count} rows refused',
    unread: 'waits to be told how to read it',
    notices: 'Overdue rectifications ({count})',
    noNotices: 'None overdue',
    all: 'All',
    returned: 'Returned declarations ({count})',
    ownNotices: 'Notices received',
    until: 'by {day}',
    late: 'was due on {day}',
    toDo: 'Devices that need something ({count})',
    declare: 'Declare',
    nothing: 'Nothing to do for any device',
    fine: 'Devices in order ({count})',
  },
}
