// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { loadWords } from '@/lib/i18n'
import { shown } from '@/ui/testing'
import type * as apis from '@/lib/api'
import type * as telling from '@/lib/telling'
import DrawPanel from './parts/DrawPanel.vue'

const device = vi.hoisted(() => new Map<string, unknown>())
const sent = vi.hoisted(() => [] as unknown[])
vi.mock('@/lib/drafts', () => ({
  keepDraft: (key: string, draft: unknown) => Promise.resolve(Boolean(device.set(key, structuredClone(draft)))),
  dropDraft: (key: string) => Promise.resolve(void device.delete(key)),
  listDrafts: (prefix: string) => Promise.resolve(new Map([...device].filter(([key]) => key.startsWith(prefix)))),
  takeLast: () => Promise.resolve(),
  keepLast: () => undefined,
  dropLast: () => undefined,
}))
vi.mock('@/lib/api', async (original) => ({
  ...(await original<typeof apis>()),
  api: { POST: (_path: string, { body }: { body: unknown }) => sent.push(body) },
  ask: () => Promise.resolve({}),
}))
vi.mock('@/lib/telling', async (original) => ({
  ...(await original<typeof telling>()),
  confirmed: () => Promise.resolve(true),
  tellDone: () => undefined,
}))
beforeEach(() => {
  device.clear()
  sent.length = 0
})
afterEach(() => document.body.replaceChildren())

async function opened(id = 3) {
  await loadWords(['campaigns'])
  const of = { id, version: 2, seed: '', pool: [] }
  const { wrapper } = await shown(DrawPanel, { props: { of, rows: [], total: 9, editable: true } } as never)
  await flushPromises()
  const field = (name: string) => wrapper.get<HTMLInputElement>(`input[name=${name}]`)
  return { wrapper, field }
}

it('keeps how many are drawn and from which seed until the lots are drawn', async () => {
  const first = await opened()
  await first.field('count').setValue('4')
  await first.field('seed').setValue('2026-11-21-kaihui')
  first.wrapper.unmount()
  await flushPromises()
  expect(device.size).toBe(1)

  const again = await opened()
  expect(again.field('count').element.value).toBe('4')
  expect(again.field('seed').element.value).toBe('2026-11-21-kaihui')
  expect(again.wrapper.text()).toContain('已恢复')

  await again.wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(sent).toEqual([{ version: 2, count: 4, seed: '2026-11-21-kaihui' }])
  expect(device.size).toBe(0)
})

it('keeps them for this campaign alone', async () => {
  const first = await opened()
  await first.field('seed').setValue('kaihui')
  first.wrapper.unmount()
  await flushPromises()
  const other = await opened(4)
  expect(other.field('seed').element.value).toBe('')
})
