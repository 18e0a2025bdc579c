import { computed, ref } from 'vue'
import { api, ask, Problem, whenLoggedOut, type Schemas } from './api'

export type Me = Schemas['Me']
export type Role = 'admin' | 'inspector' | 'enterprise' | 'leader' | 'auditor'

const me = ref<Me | null>(null)
const role = computed(() => (me.value?.role ?? null) as Role | null)

/** Whether the person may write for the authority. */
const isOffice = computed(() => role.value === 'admin' || role.value === 'inspector')
const isClerk = computed(() => role.value === 'enterprise')

/** The one region of an official, below which all their choices lie; none when there are several. */
const ownRegion = computed(() => (me.value?.regions.length === 1 ? me.value.regions[0] : undefined))

let asked: Promise<void> | null = null

/** Find out once whether the browser still has a session. */
function restore(): Promise<void> {
  asked ??= refresh().catch((error: unknown) => {
    if (error instanceof Problem) return
    asked = null
    me.value ??= shown()
    unreached.value = true
    window.addEventListener('online', () => void restore(), { once: true })
  })
  return asked
}

/** Nobody has answered yet who is logged in: only pages that need no answer open. */
const unreached = ref(false)

async function refresh(): Promise<void> {
  const now = await ask(api.GET('/api/v1/accounts/me'))
  unreached.value = false
  if (me.value && me.value.id !== now.id) return anew()
  become(now)
}

/** Other windows of this browser share the session: they learn here who has it now. */
const PERSON = 'huanxin.person'
/** Whose pages open without a network, until logout; what the server says goes before it. */
const SHOWN = 'huanxin.me'

function shown(): Me | null {
  return JSON.parse(localStorage.getItem(SHOWN) ?? 'null') as Me | null
}

/** Whether somebody is logged in in this browser, as far as it knows without asking. */
export const wasHere = () => localStorage.getItem(PERSON) !== null

function become(person: Me): void {
  if (shown()?.id !== person.id) forget()
  me.value = person
  localStorage.setItem(SHOWN, JSON.stringify(person))
  // With the instant: an unchanged value is no event for the other windows.
  localStorage.setItem(PERSON, `${person.id} ${Date.now()}`)
}

/**
 * Log in. Where the session had ended the work goes on for the same person; for another one the
 * page begins anew, and nothing of the first is shown or sent.
 */
async function logIn(username: string, password: string, code: string): Promise<void> {
  await ask(api.POST('/api/v1/accounts/login', { body: { username, password, code, cookie: true } }))
  const before = me.value
  const now = await ask(api.GET('/api/v1/accounts/me'))
  if (before && now.id !== before.id) return anew()
  become(now)
  resume(true)
}

function anew(): void {
  resume(false)
  location.reload()
}

async function logOut(): Promise<void> {
  await ask(api.POST('/api/v1/accounts/logout')).catch(() => undefined)
  leave()
}

/** Nobody is logged in any more; what waited for a login is given up. */
function leave(): void {
  me.value = null
  forget()
  resume(false)
}

/** What the server told of a person leaves the device with them; what they typed waits for them. */
function forget(): void {
  localStorage.removeItem(PERSON)
  localStorage.removeItem(SHOWN)
  void import('./drafts').then((it) => it.dropCopies())
}

/** The session has ended while somebody was at work: login lies over the page. */
const ended = ref(false)
let resume: (same: boolean) => void = () => undefined
let waiting: Promise<boolean> | null = null

function renewed(): Promise<boolean> {
  forget()
  if (!me.value) return Promise.resolve(false)
  waiting ??= new Promise<boolean>((resolve) => {
    ended.value = true
    resume = (same) => {
      ended.value = false
      waiting = null
      resolve(same)
    }
  })
  return waiting
}

whenLoggedOut(renewed)

/** What another window did: the same person came back, another one came, or the person left. */
function heard(event: StorageEvent): void {
  if (event.key !== PERSON || !me.value) return
  const now = event.newValue?.split(' ')[0]
  if (now === String(me.value.id)) resume(true)
  else if (now) anew()
}
if (typeof window !== 'undefined') window.addEventListener('storage', heard)

export function useSession() {
  return { me, role, isOffice, isClerk, ownRegion, unreached, restore, refresh, logIn, logOut, leave, ended }
}
