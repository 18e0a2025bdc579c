// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, reactive, ref, type EffectScope } from 'vue'
import { over, keepable, same, useDraft, type Draft, type Fields, type Kept } from './drafting'

const device = vi.hoisted(() => new Map<string, unknown>())
const session = vi.hoisted(() => ({ me: { value: { id: 7 } as { id: number } | null }, ended: () => false }))
vi.mock('./drafts', () => ({
  keepDraft: (key: string, draft: unknown) => Promise.resolve(Boolean(device.set(key, structuredClone(draft)))),
  dropDraft: (key: string) => Promise.resolve(void device.delete(key)),
  listDrafts: (prefix: string) => Promise.resolve(new Map([...device].filter(([key]) => key.startsWith(prefix)))),
  takeLast: () => Promise.resolve(),
  keepLast: (key: string, draft: unknown) => device.set(key, structuredClone(draft)),
  dropLast: () => undefined,
}))
vi.mock('./session', () => ({ useSession: () => session }))

const settle = async () => {
  for (let turn = 0; turn < 12; turn++) await nextTick()
}

/** A form of a page in some window: it is open until its scope ends. */
async function opened(fields: Fields, place: string | (() => string) = 'device/1') {
  const scope = effectScope()
  const draft = scope.run(() => useDraft(place, fields)) as Draft
  await settle()
  return { draft, scope }
}

async function typedAndLeft(text: string): Promise<void> {
  const form = reactive({ name: '' })
  const { scope } = await opened({ form })
  form.name = text
  await left(scope)
}

async function left(scope: EffectScope): Promise<void> {
  scope.stop()
  await settle()
}

/** Another window of the same browser, or a later day. */
const elsewhere = () => sessionStorage.clear()

beforeEach(() => {
  device.clear()
  elsewhere()
  session.me.value = { id: 7 }
})

describe('a draft', () => {
  it('comes back to the window that it was typed in', async () => {
    await typedAndLeft('typed')
    const form = reactive({ name: '' })
    const { draft } = await opened({ form })
    expect(form.name).toBe('typed')
    expect(draft.restored.value).not.toBe('')
    expect([draft.offered.value, device.size]).toEqual([null, 1])
  })

  it('is offered in another window, and waits there until somebody decides', async () => {
    await typedAndLeft('typed')
    elsewhere()
    const form = reactive({ name: '' })
    const { draft } = await opened({ form })
    expect([form.name, draft.offered.value?.values]).toEqual(['', { form: { name: 'typed' } }])
    form.name = 'other'
    await draft.keep()
    expect(device.size).toBe(2)
    draft.restore()
    await settle()
    expect([form.name, device.size]).toEqual(['typed', 1])
  })

  it('that is refused makes room for the one before it', async () => {
    await typedAndLeft('first')
    elsewhere()
    const form = reactive({ name: '' })
    const { draft, scope } = await opened({ form })
    form.name = 'second'
    await left(scope)
    elsewhere()
    const { draft: third } = await opened({ form: reactive({ name: '' }) })
    expect((third.offered.value as Kept).values).toEqual({ form: { name: 'second' } })
    await third.refuse()
    expect((third.offered.value as unknown as Kept).values).toEqual({ form: { name: 'first' } })
    expect(draft.failed.value).toBe(false)
  })

  it('is gone when the server has it, and when the form says again what it said', async () => {
    const form = reactive({ name: '' })
    const { draft } = await opened({ form })
    form.name = 'typed'
    await draft.keep()
    expect(device.size).toBe(1)
    form.name = ''
    await draft.keep()
    expect(device.size).toBe(0)
    form.name = 'sent'
    await draft.keep()
    await draft.done()
    expect([device.size, draft.dirty.value]).toEqual([0, false])
  })

  it('fills in only what was changed over a page that has moved on', async () => {
    const facts = ref<Record<string, unknown>>({ place: 'A', power: 1 })
    const { scope } = await opened({ facts })
    facts.value = { ...facts.value, place: 'B' }
    await left(scope)
    elsewhere()
    const now = ref<Record<string, unknown>>({ place: 'A', power: 2 })
    const { draft } = await opened({ facts: now })
    expect(draft.moved.value).toBe(true)
    draft.restore()
    expect(now.value).toEqual({ place: 'B', power: 2 })
    await draft.discard()
    expect(now.value).toEqual({ place: 'A', power: 2 })
  })

  it('belongs to one person, and is not written after everything was deleted and left', async () => {
    await typedAndLeft('mine')
    session.me.value = { id: 8 }
    const form = reactive({ name: '' })
    const { draft, scope } = await opened({ form })
    expect([form.name, draft.offered.value]).toEqual(['', null])
    form.name = 'theirs'
    device.clear()
    session.me.value = null
    await left(scope)
    expect(device.size).toBe(0)
  })

  it('follows a dialog from one thing to the next', async () => {
    const form = reactive({ name: '' })
    const of = ref('user/1')
    await opened({ form }, () => of.value)
    form.name = 'for one'
    of.value = ''
    await settle()
    form.name = ''
    of.value = 'user/2'
    await settle()
    expect(form.name).toBe('')
    of.value = ''
    await settle()
    of.value = 'user/1'
    await settle()
    expect(form.name).toBe('for one')
  })

  it('holds no secrets', () => {
    const typed = { name: 'n', password: 'p', deep: [{ token: 't', secretKey: 's', note: 'x' }] }
    expect(keepable(typed)).toEqual({ name: 'n', deep: [{ note: 'x' }] })
  })
})

describe('values', () => {
  const file = new File(['x'], 'a')
  it.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: '' }, false],
    [[file], [file], true],
    [[file], [new File(['x'], 'a')], false],
  ])('%j and %j are the same: %s', (one, other, is) => expect(same(one, other)).toBe(is))

  it('that were taken away stay away', () =>
    expect(over({ a: [1, 2], b: 1 }, { a: [1, 2], b: 1 }, { a: [1], b: 1 })).toEqual({ a: [1], b: 1 }))
})
