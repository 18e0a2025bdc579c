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
    if (!(error instanceof Problem)) asked = null
  })
  return asked
}

async function refresh(): Promise<void> {
  me.value = await ask(api.GET('/api/accounts/me'))
}

async function logIn(username: string, password: string, code: string): Promise<void> {
  await ask(api.POST('/api/accounts/login', { body: { username, password, code, cookie: true } }))
  await refresh()
}

async function logOut(): Promise<void> {
  await ask(api.POST('/api/accounts/logout')).catch(() => undefined)
  me.value = null
}

whenLoggedOut(() => {
  me.value = null
})

export function useSession() {
  return { me, role, isOffice, isClerk, ownRegion, restore, refresh, logIn, logOut }
}
