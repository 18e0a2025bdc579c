import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Every form is a CheckedForm with a draft (lib/drafting.ts), so that nothing typed is lost and errors
// lead to their place. What is none of these stands here, with its reason.
const FILTERS = 'narrows a list; stands in the address'
const AT_ONCE = 'each choice is sent at once'
const PART = 'fields of a form that keeps them'
const FINDS = 'looks something up; writes nothing'
const SECRETS = 'secrets are not kept on a device'
const FREED = 'keeps by itself: on the server with each change, and what it did not take by useDraft'
const EXCEPTIONS: Record<string, string> = {
  'features/alerts/parts/AlertFilters.vue': FILTERS,
  'app/shell/SearchBox.vue': FINDS,
  'features/account/parts/LoginForm.vue': SECRETS,
  'features/admin/pages/AuditPage.vue': FILTERS,
  'features/admin/pages/SettingsPage.vue': FILTERS,
  'features/admin/pages/UsersPage.vue': FILTERS,
  'features/admin/pages/WordsPage.vue': `${FILTERS}; a word's choice: ${AT_ONCE}`,
  'features/cases/parts/DeviceChoice.vue': PART,
  'features/cases/parts/FormField.vue': PART,
  'features/confirmations/pages/ConfirmationsPage.vue': FILTERS,
  'features/declarations/parts/DeclarationItems.vue': AT_ONCE,
  'features/declarations/parts/DeclarationNote.vue': FREED,
  'features/device/parts/DeviceForm.vue': PART,
  'features/device/parts/TwinPicker.vue': FINDS,
  'features/diagnoses/pages/DiagnosesPage.vue': FILTERS,
  'features/enterprises/pages/EnterprisesPage.vue': FILTERS,
  'features/enterprises/parts/EnterprisePicker.vue': PART,
  'features/imports/pages/ImportPage.vue': AT_ONCE,
  'features/imports/pages/ImportsPage.vue': 'a file and how it is to be read: sent at once',
  'features/imports/parts/CellEditor.vue': 'one cell; stays open with the error until it is saved',
  'features/imports/parts/ImportColumns.vue': PART,
  'features/imports/parts/ImportLayout.vue': 'clicks on the rows of the file; each is shown as the server reads it',
  'features/imports/parts/ImportMapping.vue': AT_ONCE,
  'features/imports/parts/ProblemRemedy.vue': AT_ONCE,
  'features/imports/parts/ImportWords.vue': AT_ONCE,
  'features/imports/parts/RowKind.vue': AT_ONCE,
  'features/inspections/pages/InspectionPage.vue': 'keeps by itself, for days without network (record.ts)',
  'features/inspections/pages/MissionsPage.vue': FILTERS,
  'features/inspections/parts/LineCard.vue': PART,
  'features/inspections/parts/SigningPanel.vue': PART,
  'features/ledger/parts/ColumnPicker.vue': FILTERS,
  'features/ledger/parts/LedgerFields.vue': FILTERS,
  'features/ledger/parts/LedgerFilters.vue': FILTERS,
  'features/library/pages/ChangesPage.vue': FILTERS,
  'features/library/pages/CoveragePage.vue': FILTERS,
  'features/library/pages/LibraryPage.vue': FILTERS,
  'features/library/pages/PackagesPage.vue': 'a file, sent at once',
  'features/notices/pages/NoticesPage.vue': FILTERS,
  'features/cases/parts/OfficerChoice.vue': PART,
  'features/notices/parts/OfficerPairs.vue': PART,
  'features/notifications/pages/ChannelsPage.vue': AT_ONCE,
  'features/papers/pages/CasePapersPage.vue': 'one choice, which opens the paper',
  'features/papers/pages/RegisterPage.vue': FILTERS,
  'features/papers/parts/PartField.vue': PART,
  'features/photos/pages/PhotosPage.vue': 'photographs, sent at once',
  'features/photos/parts/PlateValue.vue': PART,
  'features/plans/parts/DutyFields.vue': PART,
  'features/plans/parts/PlanTasks.vue': FILTERS,
  'features/plans/parts/ProblemItem.vue': AT_ONCE,
  'features/plans/parts/WorkTasks.vue': `${FILTERS}; ticks rows`,
  'features/potential/parts/PotentialSums.vue': FILTERS,
  'features/projects/pages/ProjectsPage.vue': FILTERS,
  'features/projects/parts/AddDevices.vue': 'ticks in a list',
  'features/publicity/pages/PublicityPage.vue': FILTERS,
  'features/reentry/pages/ReentriesPage.vue': FILTERS,
  'features/statistics/pages/PivotPage.vue': FILTERS,
  'features/surveys/pages/SurveyPage.vue': FILTERS,
  'features/terms/pages/TermsPage.vue': FILTERS,
  'features/visits/pages/DeviceCardPage.vue': 'a photograph, sent at once',
  'features/visits/pages/ScanPage.vue': FINDS,
  'features/visits/pages/VisitsPage.vue': FILTERS,
  'features/whatif/parts/RuleFinder.vue': FINDS,
  'features/whatif/parts/SettingInput.vue': PART,
  'features/whatif/parts/UnitCosts.vue': PART,
  'ui/AttachmentList.vue': 'a file, sent at once',
  'ui/DataTable.vue': 'ticks rows',
  'ui/TableHead.vue': 'ticks rows',
  'ui/FilterInput.vue': FILTERS,
  'ui/KindAndRegion.vue': FILTERS,
  'ui/RegionPicker.vue': PART,
}

const source = fileURLToPath(new URL('../', import.meta.url))
const INPUT = /<(input|textarea|select|el-(input|select|date-picker|autocomplete|radio-group|checkbox|switch))[\s>]/
const tags = (text: string, name: string) => text.match(new RegExp(`<${name}[\\s>](?:"[^"]*"|[^">])*>?`, 'g')) ?? []

/** Whether a form may lose what is typed. */
function outside(text: string): boolean {
  const template = text.split('<template>').slice(1).join('')
  const checked = tags(template, 'checked-form')
  const bare = [...tags(template, 'form'), ...tags(template, 'el-form')].length > 0
  return bare || (checked.length > 0 && !text.includes('useDraft(')) || (!checked.length && INPUT.test(template))
}

const vues = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))
const texts = new Map(vues.map((name) => [name, readFileSync(source + name, 'utf8')]))
const found = [...texts].filter(([name, text]) => name !== 'ui/CheckedForm.vue' && outside(text)).map(([name]) => name)

// A button that is busy works on what it was asked; any other that cannot be pressed says why beside it.
const BUSY = /^(busy|sending)$/
const OTHERS: Record<string, string> = {
  'features/cases/parts/CaseMoves.vue': 'what the step lacks is listed under it',
}

/** The buttons that may be grey without a word. */
function mute(text: string): string[] {
  const buttons = ['el-button', 'button', 'el-dropdown-item'].flatMap((name) => tags(text, name))
  return buttons.filter((tag) => {
    const [, when = ''] = /\s:?disabled(?:="([^"]*)")?/.exec(tag) ?? []
    return /\s:?disabled/.test(tag) && !BUSY.test(when) && !/aria-describedby/.test(tag)
  })
}

describe('a form', () => {
  it('is checked and kept on the device, or says here why not', () =>
    expect(found.filter((name) => !EXCEPTIONS[name])).toEqual([]))

  it('is no exception that needs none', () =>
    expect(Object.keys(EXCEPTIONS).filter((name) => !found.includes(name))).toEqual([]))
})

describe('a button that cannot be pressed', () => {
  it('says why beside it (HeldButton)', () =>
    expect([...texts].filter(([name, text]) => mute(text).length && !OTHERS[name]).map(([name]) => name)).toEqual([]))
})
