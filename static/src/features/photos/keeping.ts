import { draftKeys, dropDraft, findDraft, keepDraft } from '@/lib/drafts'

/** A photograph of a plate, kept on the device until it has arrived. */
export interface Kept {
  /** Made when it was taken: sent twice, the server keeps it once. */
  key: string
  name: string
  file: Blob
  enterprise: number | null
}

const of = (user: number) => `nameplate/${user}/`

/** Keep a photograph; false where the browser keeps nothing. */
export const keep = (user: number, photo: Kept) => keepDraft(`${of(user)}${photo.key}`, photo)

/** How many photographs of a person wait on this device. */
export const waiting = async (user: number) => (await draftKeys(of(user))).length

/** What became of one that was sent: `later` it may be taken (too many today), `refused` it never is. */
export type Attempt = 'sent' | 'offline' | 'later' | 'refused'

/** Send what waits; what has arrived, or is no picture, is dropped. Without a network it stops at the first. */
export async function deliver(user: number, send: (photo: Kept) => Promise<Attempt>): Promise<void> {
  for (const key of await draftKeys(of(user))) {
    const photo = await findDraft<Kept>(key)
    if (!photo) continue
    const end = await send(photo)
    if (end === 'offline') return
    if (end !== 'later') await dropDraft(key)
  }
}
