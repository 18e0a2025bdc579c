import { beforeEach, describe, expect, it, vi } from 'vitest'
import { deliver, keep, waiting, type Attempt, type Kept } from './keeping'

const device = new Map<string, unknown>()
vi.mock('@/lib/drafts', () => ({
  keepDraft: (key: string, draft: unknown) => Promise.resolve(Boolean(device.set(key, draft))),
  findDraft: (key: string) => Promise.resolve(device.get(key)),
  dropDraft: (key: string) => Promise.resolve(void device.delete(key)),
  draftKeys: (prefix: string) => Promise.resolve([...device.keys()].filter((key) => key.startsWith(prefix))),
}))

const photo = (key: string): Kept => ({ key, name: `${key}.jpg`, file: new Blob(['x']), enterprise: null })
const answering = (answers: Record<string, Attempt>) => (one: Kept) => Promise.resolve(answers[one.key] ?? 'sent')

describe('photographs that wait on the device', () => {
  beforeEach(async () => {
    device.clear()
    for (const key of ['a', 'b', 'c']) await keep(1, photo(key))
    await keep(2, photo('d'))
  })

  it('are dropped once they have arrived, those of another person stay', async () => {
    await deliver(1, answering({}))
    expect([await waiting(1), await waiting(2)]).toEqual([0, 1])
  })
  it('stay from the first on that finds no network', async () => {
    await deliver(1, answering({ b: 'offline' }))
    expect([...device.keys()]).toEqual(['nameplate/1/b', 'nameplate/1/c', 'nameplate/2/d'])
  })
  it('stay where they may be taken later, and go where they never are', async () => {
    await deliver(1, answering({ a: 'later', b: 'refused' }))
    expect([...device.keys()]).toEqual(['nameplate/1/a', 'nameplate/2/d'])
  })
})
