import type { Schemas } from '@/lib/api'
import { chosen } from '@/lib/i18n'

export type Candidate = Schemas['Candidate']

/** Why somebody may not be chosen beside those who are; blank where nothing forbids it. */
export function whyNot(
  person: Candidate,
  all: readonly Candidate[],
  selected: readonly number[],
  kinds: readonly string[],
  words: { otherDepartment: string; sameCertificate: string },
): string {
  if (person.problem) return chosen(person.why, person.why_en)
  if (person.kinds && kinds.some((kind) => !person.kinds!.includes(kind))) return words.otherDepartment
  const twin = all.some(
    (it) =>
      it.user_id !== person.user_id && selected.includes(it.user_id) && it.certificate_no === person.certificate_no,
  )
  return twin ? words.sameCertificate : ''
}
