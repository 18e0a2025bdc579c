import { ref } from 'vue'
import { api, ask, Offline, Problem, sendForm, type Schemas } from '@/lib/api'
import { COPY, dropDraft, findDraft, keepDraft, listDrafts } from '@/lib/drafts'
import { untilSettled } from '@/lib/network'
import { explain } from '@/lib/telling'
import { bodyOf, type Draft, type Photo, type Visit } from './record'

export type Sent =
  | { end: 'sent'; visit: Visit }
  | { end: 'offline' }
  | { end: 'taken' } // somebody else has recorded this visit
  | { end: 'refused'; told: ReturnType<typeof explain> }

const draftKey = (user: number, id: number | string) => `inspection/${user}/${id}`
const copyKey = (user: number, id: number | string) => `${COPY}inspection/${user}/${id}`

export const findRecord = (user: number, id: number) => findDraft<Draft>(draftKey(user, id))
export const keepRecord = (user: number, draft: Draft) => keepDraft(draftKey(user, draft.visit.id), draft)
export const dropRecord = (user: number, id: number) => dropDraft(draftKey(user, id))
export const keepCopy = (user: number, visit: Visit) => keepDraft(copyKey(user, visit.id), visit)
export const findCopy = (user: number, id: number) => findDraft<Visit>(copyKey(user, id))

/** What this phone holds of a person: records by their visits, and visits to read without network. */
export async function held(user: number): Promise<{ drafts: Draft[]; copies: Visit[] }> {
  const drafts = await listDrafts<Draft>(draftKey(user, ''))
  const copies = await listDrafts<Visit>(copyKey(user, ''))
  return { drafts: [...drafts.values()], copies: [...copies.values()] }
}

/** The visits that this phone can show without network, begun records among them, by their days. */
export async function heldVisits(user: number): Promise<Visit[]> {
  const { drafts, copies } = await held(user)
  const visits = new Map([...copies, ...drafts.map((draft) => draft.visit)].map((visit) => [visit.id, visit]))
  return [...visits.values()].sort((a, b) => a.planned_on.localeCompare(b.planned_on) || a.id - b.id)
}

/** Copies of visits that are over need no room. */
export async function forget(user: number, keep: ReadonlySet<number>): Promise<void> {
  const { copies } = await held(user)
  await Promise.all(copies.filter((it) => !keep.has(it.id)).map((it) => dropDraft(copyKey(user, it.id))))
}

async function attach(line: number, photo: Photo): Promise<number> {
  const body = new FormData()
  body.append('file', photo.file)
  body.append('parent', 'inspection_line')
  body.append('parent_id', String(line))
  body.append('purpose', 'site_photo')
  body.append('key', photo.key)
  return (await sendForm<Schemas['AttachmentResult']>('/api/v1/attachments', body)).id
}

const write = (draft: Draft) =>
  ask(
    api.PUT('/api/v1/inspections/{inspection_id}/record', {
      params: { path: { inspection_id: draft.visit.id } },
      body: bodyOf(draft),
    }),
  )

/**
 * First each photograph, then the record; what has arrived is not sent again. Everything has a key
 * of the form, so that what arrived without our hearing of it is not written twice.
 */
export async function send(
  draft: Draft,
  keep: () => Promise<unknown>,
  way: { attach: typeof attach; write: typeof write } = { attach, write },
): Promise<Sent> {
  try {
    for (const [line, mark] of Object.entries(draft.marks))
      for (const photo of mark.photos) {
        if (photo.id !== null) continue
        photo.id = await way.attach(Number(line), photo)
        await keep()
      }
    return { end: 'sent', visit: await way.write(draft) }
  } catch (error) {
    if (error instanceof Offline) return { end: 'offline' }
    if (error instanceof Problem && error.status === 409 && error.code === 'recorded') return { end: 'taken' }
    return { end: 'refused', told: explain(error) }
  }
}

/** Counts what has been sent in the background: whoever shows lists looks again. */
export const sentCount = ref(0)
const underway = new Set<number>()

/** Send one record and clear it away; two at once would only do the same work twice. */
export async function deliver(user: number, draft: Draft): Promise<Sent | null> {
  const id = draft.visit.id
  if (underway.has(id)) return null
  underway.add(id)
  try {
    const attempt = () => send(draft, () => keepRecord(user, draft))
    const sent = await untilSettled(attempt, (it) => it.end === 'offline')
    draft.ready = sent.end === 'offline'
    draft.refused = sent.end === 'refused' ? sent.told : null
    if (sent.end === 'sent') {
      await dropRecord(user, id)
      sentCount.value += 1
    } else await keepRecord(user, draft)
    return sent
  } finally {
    underway.delete(id)
  }
}

/** Send all records that were handed in without a network. */
export async function deliverAll(user: number): Promise<void> {
  const { drafts } = await held(user)
  for (const draft of drafts.filter((it) => it.ready)) if ((await deliver(user, draft))?.end === 'offline') return
}

/** A page that was opened without network may never be told that it is back: ask now and then, in ms. */
const AGAIN = 30_000

/** From now on, whatever page is open: when the network is back, what was handed in is sent. */
export function watchNetwork(user: () => number | undefined): void {
  const again = () => {
    const id = user()
    if (id !== undefined) void deliverAll(id)
  }
  window.addEventListener('online', again)
  setInterval(again, AGAIN)
  again()
}
