// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { loadWords } from '@/lib/i18n'
import { shown } from '@/ui/testing'
import type * as apis from '@/lib/api'
import NotificationsPage from './pages/NotificationsPage.vue'

const told = { event: 'case_to_review', count: 1, title_en: '', body: '', body_en: '', link: '/cases/3', read_at: null }
const items = [
  { ...told, id: 2, title: '甲案待您审核', at: '2026-11-21T01:00:00Z', done_at: null, done_by: '' },
  {
    ...told,
    id: 1,
    title: '乙案待您审核',
    at: '2026-11-20T01:00:00Z',
    done_at: '2026-11-20T02:00:00Z',
    done_by: '李四',
  },
  { ...told, id: 0, title: '一项预警', at: '2026-11-19T01:00:00Z', done_at: '2026-11-20T03:00:00Z', done_by: '' },
]
vi.mock('@/lib/api', async (original) => ({
  ...(await original<typeof apis>()),
  api: { GET: () => undefined },
  ask: () => Promise.resolve({ items, total: 3 }),
}))
afterEach(() => document.body.replaceChildren())

it('says who has done what was asked for, and asks for it no more', async () => {
  await loadWords(['notifications'])
  const { wrapper } = await shown(NotificationsPage, {})
  await flushPromises()
  const [waits, done, over] = wrapper.findAll('li.entry')
  expect(waits!.text()).toContain('未读')
  expect(waits!.text()).toContain('标为已读')
  expect(done!.text()).toContain('已办：李四，2026-11-20 10:00')
  expect(done!.text()).not.toContain('未读')
  expect(done!.classes()).not.toContain('fresh')
  expect(done!.text()).not.toContain('标为已读')
  expect(over!.text()).toContain('已于 2026-11-20 11:00 了结')
})
