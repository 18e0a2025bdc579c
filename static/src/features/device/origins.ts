import type { Schemas } from '@/lib/api'

/** Where a fact can come from, in the order of the legend. */
export const ORIGINS = ['cell', 'form', 'declared', 'confirmed', 'photo', 'model', 'name', 'inferred'] as const
export type Origin = (typeof ORIGINS)[number]

/** Where a fact of a device comes from; '' where nobody knows, and then nothing is claimed. */
export function originOf(
  device: Pick<Schemas['EquipmentResult'], 'facts' | 'sources' | 'inferred'>,
  field: string,
): Origin | '' {
  if ((device.facts as Record<string, unknown>)[field] == null) {
    return field in (device.inferred as Record<string, unknown>) ? 'inferred' : ''
  }
  return ORIGINS.find((origin) => origin === device.sources[field]) ?? ''
}
