// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type * as regions from '@/lib/regions'
import RegionPicker from './RegionPicker.vue'
import { shown } from './testing'

const BELOW: Record<string, string[]> = {
  '': ['440000', '450000'],
  '440000': ['440100', '440700'],
  '440700': ['440704'],
}
vi.mock('@/lib/regions', async (original) => ({
  ...(await original<typeof regions>()),
  childrenOf: async (parent: string) => (BELOW[parent] ?? []).map((code) => ({ code, name: `n${code}` })),
  regionName: (code: string) => `n${code}`,
  findRegions: async (text: string) =>
    ['140522', '360704'].filter((code) => code.startsWith(text)).map((code) => ({ code, full_name: `n${code}` })),
}))
afterEach(() => document.body.replaceChildren())

async function picker(modelValue: string, more: object = {}) {
  const { wrapper } = await shown(RegionPicker, { props: { modelValue, label: 'Region', ...more } as never })
  await flushPromises()
  return { wrapper, values: () => wrapper.findAll('select').map((one) => one.element.value) }
}

it('asks level by level, and for the one below what is chosen', async () => {
  expect((await picker('')).values()).toEqual([''])
  expect((await picker('440000')).values()).toEqual(['440000', ''])
  expect((await picker('440704')).values()).toEqual(['440000', '440700', '440704'])
})

it('begins below the region of whom it is for', async () => {
  const { wrapper, values } = await picker('440704', { root: '440700' })
  expect(values()).toEqual(['440704'])
  expect(wrapper.find('option').text()).toBe('n440700')
})

it('takes the whole of the level above when a choice is taken back', async () => {
  const { wrapper } = await picker('440704')
  const [province, city] = wrapper.findAll('select')
  await city?.setValue('')
  await city?.setValue('440100')
  await province?.setValue('')
  expect(wrapper.emitted('update:modelValue')).toEqual([['440000'], ['440100'], ['']])
})

it('tells how many the list has in each', async () => {
  const { wrapper } = await picker('', { counts: [{ value: '440000', count: 12000 }] })
  expect(wrapper.findAll('option').map((one) => one.text())).toContain('n440000 (12\u202f000)')
})

it('takes what is typed: from the list, or the first that fits by Enter', async () => {
  const { wrapper } = await picker('')
  const typed = wrapper.find('input')
  await typed.setValue('1405')
  await flushPromises()
  expect(wrapper.findAll('datalist option').map((one) => one.attributes('value'))).toEqual(['n140522 140522'])
  await typed.setValue('n140522 140522')
  await typed.setValue('36')
  await typed.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  await typed.setValue('99')
  await typed.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(wrapper.emitted('update:modelValue')).toEqual([['140522'], ['360704']])
  expect((await picker('440704', { root: '440704' })).wrapper.find('input').exists()).toBe(false)
})
