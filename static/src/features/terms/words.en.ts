import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  termView: { late: 'Late', week: 'Within seven days', month: 'Within thirty days', every: 'All' },
  termWho: { office: 'Authority', party: 'Party' },
  terms: {
    note: 'Terms of the open cases: on which day each ends, why, and who handles it',
    total: '{count} terms',
    view: 'Which',
    mine: 'Only mine',
    term: 'Term',
    ends: 'Ends on',
    who: 'Whose term',
    case: 'Case',
    officers: 'Officers',
    late: '{days} days late',
    left: '{days} days left',
    today: 'ends today',
    from: 'counts from {day}',
    setting: 'set by the authority, not by law',
    moved: 'moved by rest days',
    unannounced: 'the rest days of that year are not published yet',
    none: 'No term is running',
    noneLate: 'No term is late',
    noneMine: 'Only cases of yours are here; untick “Only mine” to see all',
    noneHint: 'Terms are listed here once notice is given, a visit is made, or a document is served',
  },
}
