// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type * as regions from '@/lib/regions'
import RegionFilter from './RegionFilter.vue'
import { shown } from './testing'

const who = vi.hoisted(() => ({ isClerk: false, ownRegion: '440700' as string | undefined }))
vi.mock('@/lib/session', () => ({ useSession: () => who }))
vi.mock('@/lib/regions', async (original) => ({
  ...(await original<typeof regions>()),
  childrenOf: async (parent: string) => (parent === '440700' ? [{ code: '440704', name: 'n440704' }] : []),
  regionName: (code: string) => `n${code}`,
}))
afterEach(() => document.body.replaceChildren())

async function filter(region: string, person: Partial<typeof who> = {}) {
  Object.assign(who, { isClerk: false, ownRegion: '440700' }, person)
  const { wrapper } = await shown(RegionFilter, { props: { region } as never })
  await flushPromises()
  return wrapper
}

it('narrows to a place below the own one; the own place is no filter', async () => {
  const wrapper = await filter('440704')
  await wrapper.find('select').setValue('')
  await wrapper.find('select').setValue('440704')
  expect(wrapper.emitted('change')).toEqual([[{ region: '' }], [{ region: '440704' }]])
})

it('asks an enterprise nothing', async () => {
  expect((await filter('', { isClerk: true })).find('select').exists()).toBe(false)
})
