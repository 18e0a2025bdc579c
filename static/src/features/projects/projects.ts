import type { Schemas } from '@/lib/api'
import { formatNumber } from '@/lib/format'

export type Project = Schemas['ProjectDetail']
export type Pair = Schemas['ProjectPair']

export const STATES = ['proposed', 'reserve', 'approved', 'building', 'done', 'withdrawn'] as const
export const SOURCES = ['own', 'loan', 'central', 'local', 'other'] as const
export type Source = (typeof SOURCES)[number]
/** Fen of 10,000 yuan (万元), the unit that lists of projects are written in. */
export const WAN = 1_000_000

/** An amount in 万元 with all its digits. */
export function inWan(fen: number | null | undefined): string {
  return fen == null ? '—' : formatNumber(Number((fen / WAN).toFixed(6)))
}

/** 万元 as typed in fen; null where it is no amount. */
export function toFen(text: string | number): number | null {
  const plain = String(text).replace(/[\s,\uff0c]/g, '')
  if (!plain) return 0
  if (!/^\d+(\.\d{1,6})?$/.test(plain)) return null
  return Math.round(Number(plain) * WAN)
}

/** kgce a year in tonnes of standard coal. */
export function inTonnes(kgce: number | null | undefined): string {
  return kgce == null ? '—' : formatNumber(Number((kgce / 1000).toFixed(2)))
}

/** How a list calls a device. */
export function deviceName(device: { id: number; name: string; model: string; identifier: string }): string {
  return [device.name, device.model, device.identifier].filter(Boolean).join(' · ') || `#${device.id}`
}
