import type { Schemas } from '@/lib/api'
import type { Case } from './moves'

/** A paragraph of a draft; both count from 1, as the API counts. */
export const placeKey = (section: number, paragraph: number) => `${section}.${paragraph}`
const QUOTED = 300

/** What was written at paragraphs as remarks, each with the words that it is about. */
export function remarksOf(
  sections: readonly Schemas['NoticeSection'][],
  texts: Readonly<Record<string, string>>,
  document: string,
): Schemas['RemarkArgs'][] {
  return sections.flatMap((section, s) =>
    section.paragraphs.flatMap((quote, p) => {
      const text = texts[placeKey(s + 1, p + 1)]?.trim()
      return text ? [{ text, document, section: s + 1, paragraph: p + 1, quote: quote.slice(0, QUOTED) }] : []
    }),
  )
}

/** The remarks at a paragraph that are still to be dealt with. */
export function openRemarks(
  remarks: Case['remarks'],
  document: string,
  section: number,
  paragraph: number,
): Case['remarks'] {
  return remarks.filter(
    (it) => !it.resolved_at && it.document === document && it.section === section && it.paragraph === paragraph,
  )
}
