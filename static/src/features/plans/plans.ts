import type { Schemas } from '@/lib/api'
import { formatNumber } from '@/lib/format'
import { chosen, currentLanguage } from '@/lib/i18n'

export type Target = Schemas['PlanTarget']
export type Task = Schemas['PlanTask']

/** What the system does about a statement of the plan. */
export const HANDLINGS = ['rule', 'reentry', 'counted', 'typed', 'duty'] as const

export const STANDINGS = ['reached', 'late', 'underway', 'unreported'] as const
export type Standing = (typeof STANDINGS)[number]

/** How far a target is: reached, over its day as the report says it, on its way, or nobody knows. */
export function standing(target: Target): Standing {
  if (target.reached) return 'reached'
  if (target.late) return 'late'
  return target.source === null ? 'unreported' : 'underway'
}

const SIGNS: Record<string, string> = { '>=': '≥', '<=': '≤', '=': '', 'growth>=': '+' }

/** What is to be reached: "≥ 80 %"; a target in words has its words as unit. */
/** A target by its name, in the page's language. */
export const named = (it: { indicator: string; indicator_en?: string }) => chosen(it.indicator, it.indicator_en)

/** A unit of a plan; some of English are blank: three villages. */
export const unitOf = (it: { unit?: string | null; unit_en?: string | null }) =>
  currentLanguage() === 'en' ? (it.unit_en ?? '') : (it.unit ?? '')

/** A statement by its title, else by its own words. */
export const said = (it: { title: string; title_en?: string; quote: string }) =>
  chosen(it.title || it.quote, it.title_en)

export function wanted(target: Target): string {
  const unit = unitOf(target)
  if (target.value === null) return unit
  const sign = SIGNS[target.operator] ?? ''
  return [sign, formatNumber(target.value), unit].filter(Boolean).join(' ')
}

/** Length of the bar in percent: never more than the whole, whatever was done beyond it. */
export function barOf(target: Target): number {
  return Math.round(Math.min(Math.max(target.share ?? 0, 0), 1) * 100)
}

/** The share in words; what is not yet one percent is not none. */
export function percent(share: number): string {
  const whole = Math.round(share * 100)
  return share > 0 && whole === 0 ? '< 1 %' : `${formatNumber(whole)} %`
}

export interface TaskTargets {
  task: Task | null
  task_no: string
  targets: Target[]
}

/** The targets under their tasks, in the plan's order; those of the whole plan have no task. */
export function byTask(targets: readonly Target[], tasks: readonly Task[]): TaskTargets[] {
  const groups = new Map<string, TaskTargets>()
  for (const target of targets) {
    const number = target.task_no
    const group = groups.get(number) ?? {
      task: tasks.find((task) => task.task_no === number) ?? null,
      task_no: number,
      targets: [],
    }
    group.targets.push(target)
    groups.set(number, group)
  }
  return [...groups.values()]
}

/** Who may be asked for the figures of a target: the units of its task, the leading ones first. */
export function unitsOf(task: Task | null | undefined): string[] {
  return task ? [...new Set([...task.lead_units, ...task.responsible_units])] : []
}
