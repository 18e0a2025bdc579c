/** Which section of the manual a page's “?” opens, by the name of its route. */
const PAGES: Record<string, readonly string[]> = {
  account: ['login', 'account', 'forbidden', 'missing', 'help'],
  notifications: ['notifications'],
  whatif: ['whatif', 'whatif-new', 'whatif-run'],
  search: ['search'],
  workbench: ['workbench', 'desk'],
  ledger: ['ledger'],
  device: ['device', 'device-edit', 'compare'],
  photos: ['photos', 'photo'],
  import: ['imports', 'import'],
  alerts: ['alerts', 'calendar'],
  review: ['enterprises', 'enterprise', 'registrations', 'registration'],
  cases: ['cases', 'case', 'terms'],
  documents: ['notices', 'notice', 'notice-draft', 'case-papers', 'paper'],
  visits: ['inspections', 'inspection', 'visits', 'visit-new', 'scan', 'device-card'],
  campaigns: ['campaigns', 'campaign'],
  reentry: ['reentries', 'reentry'],
  register: ['register'],
  declare: ['declarations', 'declaration', 'declaration-item'],
  confirmations: ['confirmations'],
  surveys: ['surveys', 'survey', 'survey-entry', 'diagnoses', 'diagnosis'],
  leader: ['dashboard', 'pivot'],
  reports: ['reports', 'report'],
  plans: ['plans', 'plan', 'plan-work', 'plan-statement', 'plan-tasks'],
  potential: ['potential', 'projects', 'project', 'project-summary'],
  library: [
    'library',
    'library-tables',
    'library-changes',
    'library-coverage',
    'library-packages',
    'library-package',
    'document',
    'rule',
    'table',
  ],
  publicity: ['register-of-documents', 'publicity', 'published', 'check'],
  users: ['administration', 'admin-departments', 'admin-regions'],
  agencies: ['admin-agencies', 'admin-responsibilities'],
  words: ['admin-words'],
  channels: ['admin-channels', 'admin-deliveries'],
  health: ['admin-jobs', 'admin-schedules', 'admin-health'],
  audit: ['admin-audit'],
  settings: ['admin-settings'],
}

/** What each role looks for on its own desk. */
const DESKS: Record<string, string> = { enterprise: 'own', leader: 'leader', admin: 'first-steps' }

/** The section of a page; undefined where nobody has said. */
export function sectionOf(page: string, role = ''): string | undefined {
  if (page === 'workbench' && DESKS[role]) return DESKS[role]
  return Object.keys(PAGES).find((section) => PAGES[section]?.includes(page))
}

export const SECTIONS = [...Object.keys(PAGES), ...Object.values(DESKS)]
