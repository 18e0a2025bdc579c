import { computed, shallowRef } from 'vue'
import { api, ask, type Schemas } from './api'
import { chosen, i18n } from './i18n'

export type Kind = Schemas['KindResult']
export type Field = Schemas['FieldResult']
export type Rule = Schemas['RuleResult']

const kinds = shallowRef<Kind[]>([])
const names = shallowRef<Schemas['KindName'][]>([])
const rules = shallowRef(new Map<string, Rule>())
let asked: Promise<void> | null = null
let askedNames: Promise<void> | null = null
let askedRules: Promise<void> | null = null

async function fetchKinds(): Promise<void> {
  kinds.value = await ask(api.GET('/api/v1/library/kinds'))
}

/** The kinds, asked for by the first part that needs their fields. */
function allKinds(): Kind[] {
  asked ??= fetchKinds().catch(() => {
    asked = null
  })
  return kinds.value
}

/** What kinds are called: a thirtieth of their fields, for a first view that shows no more. */
function allNames(): readonly Schemas['KindName'][] {
  if (asked) return kinds.value.length ? kinds.value : names.value
  askedNames ??= ask(api.GET('/api/v1/library/kind-names')).then(
    (found) => {
      names.value = found
    },
    () => {
      askedNames = null
    },
  )
  return names.value
}

async function fetchRules(): Promise<void> {
  rules.value = new Map((await ask(api.GET('/api/v1/library/rules'))).map((rule) => [rule.id, rule]))
}

/** The rules, asked for by the first page that names one: many a list names none. */
function allRules(): Map<string, Rule> {
  askedRules ??= fetchRules().catch(() => {
    askedRules = null
  })
  return rules.value
}

/** The words of a field's choices, as far as they are shown. */
export type Choices = Pick<Field, 'choices'> & Partial<Pick<Field, 'labels' | 'choices_en'>>

/** A choice in the language of the page, and by its name where it is a code; other text as it is. */
export function choiceName(field: Choices | null | undefined, value: string): string {
  const at = field?.choices.indexOf(value) ?? -1
  return chosen(field?.labels?.[at] ?? value, field?.choices_en?.[at])
}

/** A unit as the page's language writes it: only years have a word of their own. */
export function unitName(unit: string): string {
  return unit === '\u5e74' ? i18n.global.t('unit.years') : unit
}

/** What a finding may lack that is no field of the device: the key of its words. */
const LACKS: Record<string, string> = {
  outside_table: 'finding.outsideTable',
  local_standard: 'finding.localStandard',
}

/** The office changed the library: ask for it again. */
export function forgetLibrary(): void {
  asked = null
  askedNames = null
  askedRules = null
}

/**
 * Kinds with their fields, and rules: the same for everybody, asked once. Who shows `names` only
 * asks for these, and for the fields when one is looked up.
 */
export function useLibrary(first: 'fields' | 'names' = 'fields') {
  if (first === 'names') allNames()
  else allKinds()
  const kindOf = (id: string) => allKinds().find((kind) => kind.id === id)
  const fieldOf = (kind: string, id: string) => kindOf(kind)?.fields.find((field) => field.id === id)
  const heading = (kind: string, id: string) => {
    const field = fieldOf(kind, id)
    return field ? chosen(field.heading_zh, field.heading_en) : id
  }
  return {
    kinds: computed(allKinds),
    kindOf,
    fieldOf,
    kindName: (id: string) => {
      const kind = allNames().find((one) => one.id === id)
      return kind ? chosen(kind.name_zh, kind.name_en) : id
    },
    heading,
    /** A state of use in words: of any kind, since the field is common to all. */
    useState: (value: string | null | undefined) =>
      choiceName(
        allKinds()[0]?.fields.find((field) => field.id === 'use_state'),
        value ?? '',
      ),
    /** What a finding lacks, in words. */
    lackOf: (kind: string, id: string) => {
      const key = LACKS[id]
      return key ? i18n.global.t(key) : heading(kind, id)
    },
    ruleOf: (id: string) => allRules().get(id),
    ruleName: (id: string) => {
      const rule = allRules().get(id)
      return rule ? chosen(rule.name, rule.name_en) : id
    },
    rules: computed(() => [...allRules().values()]),
  }
}

export { BESIDE } from './facts'
