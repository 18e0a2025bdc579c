import type { RouteLocationRaw } from 'vue-router'

/** Pages of what an event is about, by the table that it names. */
const PAGES = new Map([
  ['equipment', 'device'],
  ['enterprise', 'enterprise'],
  ['notice', 'notice'],
  ['declaration', 'declaration'],
  ['registration', 'registration'],
  ['import', 'import'],
  ['reentry', 'reentry'],
  ['enforcement_case', 'case'],
  ['case', 'case'],
  ['case_paper', 'paper'],
  ['campaign', 'campaign'],
  ['inspection', 'inspection'],
  ['renewal_project', 'project'],
  ['report', 'report'],
])

/** Where an event's subject can be looked at; nothing for what has no page. */
export function subjectPage(event: {
  subject: string
  subject_id: number | null
  detail: Record<string, unknown>
}): RouteLocationRaw | null {
  const name = PAGES.get(event.subject)
  if (name && event.subject_id !== null) return { name, params: { id: event.subject_id } }
  const device = event.detail.equipment
  if (event.subject === 'visit' && typeof device === 'number') return { name: 'device', params: { id: device } }
  if (event.subject === 'agency') return { name: 'admin-agencies' }
  if (event.subject === 'app_user') return { name: 'administration' }
  if (event.subject === 'setting') return { name: 'admin-settings' }
  if (event.subject === 'department') return { name: 'admin-departments' }
  return null
}

/** The instant at which a day begins in China, so many days later. */
export function dayStart(day: string, later = 0): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000).toISOString()
}
