import { reactive } from 'vue'
import { api, ask, type Schemas } from './api'

export type Region = Schemas['RegionResult']

const names = reactive(new Map<string, string>())
const lists = new Map<string, Promise<Region[]>>()

/** The divisions directly below one; blank: the provinces. Asked once, kept for the tab. */
export function childrenOf(parent: string): Promise<Region[]> {
  let list = lists.get(parent)
  if (!list) {
    list = ask(api.GET('/api/v1/regions', { params: { query: { parent } } }))
    lists.set(parent, list)
    list.then(
      (regions) => regions.forEach((region) => names.set(region.code, region.name)),
      () => lists.delete(parent),
    )
  }
  return list
}

/** Divisions below `root` that a typed name or code names, the likeliest first. */
export async function findRegions(text: string, root: string): Promise<Region[]> {
  const found = await ask(api.GET('/api/v1/regions', { params: { query: { text, parent: root } } }))
  found.forEach((region) => names.set(region.code, region.name))
  return found
}

/** The code of the division above: 440704 → 440700 → 440000 → blank. */
export function parentOf(code: string): string {
  if (code.length > 9) return code.slice(0, 9)
  if (code.length > 6) return code.slice(0, 6)
  if (code.endsWith('0000')) return ''
  return code.endsWith('00') ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`
}

/** A division's name, or its code until the name has come. Reactive. */
export function regionName(code: string): string {
  if (!code) return ''
  if (!names.has(code)) void childrenOf(parentOf(code)).catch(() => undefined)
  return names.get(code) ?? code
}

/** The division and all above it, the province first. */
export function pathTo(code: string): string[] {
  const path: string[] = []
  for (let step = code; step; step = parentOf(step)) path.unshift(step)
  return path
}
