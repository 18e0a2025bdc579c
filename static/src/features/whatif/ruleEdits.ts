import { computed, ref } from 'vue'
import {
  isCell,
  pathOf,
  placeOf,
  same,
  type CellEdit,
  type ChangeableRule,
  type Edit,
  type RuleEdit,
  type Setting,
} from './whatif'

/** The rules that a question changes, and what it changes of each. */
export function useRuleEdits(rules: () => readonly ChangeableRule[]) {
  const ruleIds = ref<string[]>([])
  const edits = ref<Edit[]>([])
  const ruleOf = (id: string) => rules().find((rule) => rule.id === id)
  const drafted = computed(() => ruleIds.value.flatMap((id) => ruleOf(id) ?? []))

  function take(given: readonly Edit[]): void {
    edits.value = [...given]
    ruleIds.value = [...new Set(given.flatMap((edit) => (isCell(edit) ? [] : [edit.rule])))]
  }

  function addRule(id: string): void {
    ruleIds.value = [...ruleIds.value, id]
  }

  function removeRule(id: string): void {
    ruleIds.value = ruleIds.value.filter((item) => item !== id)
    edits.value = edits.value.filter((edit) => isCell(edit) || edit.rule !== id)
  }

  function valuesOf(id: string): Record<string, unknown> {
    const own = edits.value.filter((edit): edit is RuleEdit => !isCell(edit) && edit.rule === id)
    return Object.fromEntries(own.map((edit) => [placeOf(edit), edit.value]))
  }

  function change(rule: string, setting: Setting, value: unknown): void {
    const key = setting.key
    const place = placeOf({ key, path: setting.path })
    const rest = edits.value.filter((edit) => isCell(edit) || edit.rule !== rule || placeOf(edit) !== place)
    const isNew = value !== undefined && !same(value, setting.value)
    edits.value = isNew ? [...rest, { rule, key, path: pathOf(setting), value }] : rest
  }

  function addCell(edit: CellEdit): void {
    const place = (item: CellEdit) => JSON.stringify([item.table, item.where, item.column])
    edits.value = [...edits.value.filter((item) => !isCell(item) || place(item) !== place(edit)), edit]
  }

  function takeBack(index: number): void {
    edits.value = edits.value.filter((_edit, place) => place !== index)
  }

  return { edits, drafted, ruleIds, ruleOf, take, addRule, removeRule, valuesOf, change, addCell, takeBack }
}
