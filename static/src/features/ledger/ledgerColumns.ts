import { BESIDE } from '@/lib/facts'
import type { Field, Kind } from '@/lib/library'

/** What a row always shows: the device itself, with its link. */
export const ALWAYS = 'device'
/** What the ledger shows to whom nothing else was chosen. */
export const DEFAULT = ['verdict', 'kind', 'identifier', 'enterprise', 'region', 'next_due'] as const
/** All columns of the ledger itself, in the one order in which they stand. */
export const OWN = [...DEFAULT, 'level', 'updated_at'] as const

/** Facts that stand in the first column or in one of the ledger's own. */
const SHOWN: readonly string[] = [...BESIDE, ...OWN, 'model', 'name']

/** The facts that can be columns: those of the kind, or those that all kinds share. */
export function factsOf(kinds: readonly Kind[], kind: string): Field[] {
  const [first, ...others] = kinds
  const own = kinds.find((one) => one.id === kind)
  const fields = own?.fields ?? (first?.fields ?? []).filter((field) => others.every((one) => has(one, field.id)))
  return fields.filter((field) => !SHOWN.includes(field.id))
}

function has(kind: Kind, id: string): boolean {
  return kind.fields.some((field) => field.id === id)
}

/** The chosen columns in their fixed order, without those that there are not. */
export function ordered(chosen: Iterable<string>, facts: readonly Field[]): string[] {
  const wanted = new Set(chosen)
  return [...OWN, ...facts.map((field) => field.id)].filter((key) => wanted.has(key))
}

/** A choice as it stands in an address; blank when it is the usual one. */
export function written(columns: readonly string[]): string {
  const text = columns.join(',')
  return text === DEFAULT.join(',') ? '' : text || 'none'
}

/** The columns that an address names; the usual ones when it names none. */
export function read(text: string): string[] {
  if (text === 'none') return []
  return text ? text.split(',') : [...DEFAULT]
}

/** The columns of an export that say what the list shows: the server splits some of them. */
export function exported(columns: readonly string[], kinds: readonly Kind[]): string[] {
  const more: Record<string, string[]> = {
    identifier: [...new Set(kinds.flatMap((kind) => kind.numbers))],
    region: ['region', 'region_name'],
  }
  return ['id', 'name', 'model', ...columns.flatMap((key) => more[key] ?? [key])]
}

const KEY = 'huanxin.columns.'

/** What this person last chose for a kind of equipment, as an address would say it. */
export function remembered(kind: string): string {
  try {
    return localStorage.getItem(KEY + kind) ?? ''
  } catch {
    return '' // a browser that keeps nothing
  }
}

export function remember(kind: string, text: string): void {
  try {
    if (text) localStorage.setItem(KEY + kind, text)
    else localStorage.removeItem(KEY + kind)
  } catch {
    // The address still holds it.
  }
}
