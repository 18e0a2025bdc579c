import type { words as zh } from './words.zh'

export const words: typeof zh = {
  check: {
    title: 'Check a document',
    number: 'Number',
    unnumbered: 'This document bears no number',
    digest: 'Digest',
    state: 'State',
    issued: 'Valid: issued',
    withdrawn: 'Withdrawn: no longer in force',
    corrected: 'Corrected: see the decision that corrects it',
    compare: 'Compare number and digest with those on paper. If they differ, ask the agency that issued it.',
    none: 'There is no such document',
    noneHint: 'Check the digest; drafts cannot be checked. If in doubt, ask the agency that issued it.',
  },
}
