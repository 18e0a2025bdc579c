import { computed, isRef, nextTick, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { dropDraft, dropLast, keepDraft, keepLast, listDrafts, takeLast } from './drafts'
import { newKey } from './keys'
import { useSession } from './session'

/** What a form holds, by names of its own: refs, or reactive objects that are filled in place. */
export type Fields = Record<string, unknown>
type Values = Record<string, unknown>

/** What was typed into a form in one window, and what the form said before. */
export interface Kept {
  at: string
  window: string
  values: Values
  base: Values
}

const PAUSE = 400
/** Never kept on a device, wherever they stand in a form. */
const SECRET = /password|secret|token/i

/** Survives a reload and the way back, ends with the window. */
function thisWindow(): string {
  const known = sessionStorage.getItem('huanxin.window')
  if (known) return known
  const made = newKey()
  sessionStorage.setItem('huanxin.window', made)
  return made
}

const isPlain = (value: unknown): value is Values =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype

/** A copy without secrets. */
export function keepable<T>(value: T): T {
  if (Array.isArray(value)) return value.map(keepable) as T
  if (!isPlain(value)) return value
  const kept = Object.entries(value).filter(([key]) => !SECRET.test(key))
  return Object.fromEntries(kept.map(([key, part]) => [key, keepable(part)])) as T
}

/** Whether two values say the same; a file is itself and no other. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((part, index) => same(part, other[index]))
  if (!isPlain(one) || !isPlain(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => same(one[key], other[key]))
}

/** What was typed, put over what the form says now: only what the person changed is taken. */
export function over(now: unknown, base: unknown, typed: unknown): unknown {
  if (same(base, typed)) return now
  if (!isPlain(typed) || !isPlain(now)) return typed
  const before = isPlain(base) ? base : {}
  const keys = new Set([...Object.keys(now), ...Object.keys(typed)])
  return Object.fromEntries([...keys].map((key) => [key, over(now[key], before[key], typed[key])]))
}

/** The values of the fields; reactive objects and refs become plain ones. */
function read(fields: Fields): Values {
  return keepable(Object.fromEntries(Object.entries(fields).map(([name, it]) => [name, isRef(it) ? it.value : it])))
}

function write(fields: Fields, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const field = fields[name]
    if (isRef(field)) field.value = isPlain(value) && isPlain(field.value) ? { ...field.value, ...value } : value
    else if (isPlain(field) && isPlain(value)) Object.assign(field, value)
  }
}

/** The former values; what was not there then is blank. */
function undone(now: Values, base: Values): Values {
  const blank = Object.fromEntries(Object.keys(now).map((key) => [key, undefined]))
  const parts = Object.entries(base).map(([key, part]) => {
    const typed = now[key]
    return [key, isPlain(part) && isPlain(typed) ? undone(typed, part) : part]
  })
  return { ...blank, ...Object.fromEntries(parts) }
}

/** Where the forms of a person are kept. */
export const formsOf = (user: number): string => `form/${user}/`

export interface Draft {
  /** What stands on this device and not in the form: `at` is when it was typed. */
  offered: Ref<Kept | null>
  /** When what is in the form was typed, if it came back from this device. */
  restored: Ref<string>
  /** Whether everything that stands in the form now is on this device. */
  stored: Ref<boolean>
  /** Whether the browser keeps anything at all. */
  failed: Ref<boolean>
  dirty: Ref<boolean>
  /** The form changed since what is offered was typed. */
  moved: Ref<boolean>
  restore: () => void
  refuse: () => Promise<void>
  /** What the form says now is what the server has: nothing is left to keep. */
  done: () => Promise<void>
  /** Put the form back to what it said before anything was typed. */
  discard: () => Promise<void>
  /** The server's values changed under the form: these are the newer ones. */
  rebase: (values: Values) => void
  /** Keep it now, before something that may end the page. */
  keep: () => Promise<void>
}

/**
 * Keep what is typed into a form on this device until the server has it. Each window has a place of
 * its own, so that two do not write over each other. After a reload or on the way back the window
 * finds its words in the form again; what another window or an earlier day left is offered.
 *
 * @param place the form: of which page, about what; blank while it is closed
 * @param ready whether the form has been filled with what the server knows
 */
export function useDraft(place: string | (() => string), fields: Fields, ready: () => unknown = () => true): Draft {
  const { me, ended: sessionEnded } = useSession()
  const person = () => me.value?.id ?? 0
  const owner = person()
  let prefix = ''
  let own = ''
  const offered = shallowRef<Kept | null>(null)
  let offeredAs: string[] = []
  const restored = ref('')
  const stored = ref(false)
  const failed = ref(false)
  const base = shallowRef<Values>({})
  const begun = ref(false)
  let held = false // whether something of ours lies on the device
  let writing: Promise<unknown> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined

  const now = computed(() => read(fields))
  const dirty = computed(() => begun.value && !same(now.value, base.value))
  const moved = computed(() => Boolean(offered.value && !same(offered.value.base, base.value)))

  function renew(): void {
    own = prefix + newKey()
    held = false
  }

  async function begin(name: string): Promise<void> {
    prefix = `${formsOf(owner)}${name}/`
    renew()
    base.value = read(fields)
    begun.value = true
    const kept = await look()
    if (kept?.window === thisWindow() && !dirty.value) restore()
  }

  /** The newest that stands on the device, beside what is in this form. */
  async function look(): Promise<Kept | undefined> {
    const mine = own
    await takeLast(prefix)
    const found = [...(await listDrafts<Kept>(prefix))].filter(([key]) => key !== own)
    const [newest, ...older] = found.sort(([, one], [, other]) => (one.at < other.at ? 1 : -1))
    if (!begun.value || mine !== own || !newest) return undefined
    const [key, kept] = newest
    // A page that ended while it took words over has left them twice.
    const twins = older.filter(([, other]) => same(other.values, kept.values) && same(other.base, kept.base))
    offered.value = kept
    offeredAs = [key, ...twins.map(([twin]) => twin)]
    return kept
  }

  /** Our own copy first: a page that ends between the two has one too many, never none. */
  function restore(): void {
    const kept = offered.value
    const before = offeredAs
    if (!kept) return
    write(fields, over(read(fields), kept.base, kept.values) as Values)
    restored.value = kept.at
    offered.value = null
    void nextTick(keep).then(() => before.forEach((key) => void dropDraft(key)))
  }

  async function refuse(): Promise<void> {
    offered.value = null
    await Promise.all(offeredAs.map((key) => dropDraft(key)))
    await look()
  }

  const kept = (): Kept => ({
    at: new Date().toISOString(),
    window: thisWindow(),
    values: now.value,
    base: base.value,
  })

  async function keep(): Promise<void> {
    clearTimeout(timer)
    // Who left a shared computer and had everything deleted leaves nothing behind.
    if (!begun.value || person() !== owner) return
    if (!dirty.value) return drop()
    const [key, draft] = [own, kept()]
    held = true
    const writes = writing.then(() => keepDraft(key, draft))
    writing = writes
    failed.value = !(await writes)
    stored.value = !failed.value && now.value === draft.values
  }

  async function drop(): Promise<void> {
    clearTimeout(timer)
    if (!held) return
    const key = own
    held = false
    dropLast(key)
    writing = writing.then(() => dropDraft(key))
    await writing
  }

  function rebase(values: Values): void {
    base.value = { ...base.value, ...keepable(values) }
  }

  async function done(): Promise<void> {
    await nextTick()
    base.value = read(fields)
    restored.value = ''
    await drop()
    renew()
  }

  async function discard(): Promise<void> {
    write(fields, undone(read(fields), base.value))
    await done()
  }

  function end(): void {
    void keep()
    begun.value = false
    offered.value = null
    restored.value = ''
  }

  const later = () => {
    stored.value = false
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), PAUSE)
  }
  // A page that is left, put away or ended writes what the pause still holds.
  const atOnce = () => void keep()
  watch(now, later, { flush: 'post' })
  watch(sessionEnded, atOnce, { flush: 'sync' })
  const named = () => (typeof place === 'string' ? place : place())
  watch(
    () => (ready() ? named() : ''),
    async (name) => {
      if (begun.value) end()
      if (name) await begin(name)
    },
    { immediate: true, flush: 'post' },
  )
  const atLast = () => {
    if (begun.value && dirty.value && person() === owner) keepLast(own, kept())
  }
  window.addEventListener('pagehide', atLast)
  document.addEventListener('visibilitychange', atOnce)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', atLast)
    document.removeEventListener('visibilitychange', atOnce)
    end()
  })
  return { offered, restored, stored, failed, dirty, moved, restore, refuse, done, discard, rebase, keep }
}
