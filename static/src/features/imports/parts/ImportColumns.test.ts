// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { loadWords } from '@/lib/i18n'
import { shown } from '@/ui/testing'
import type * as library from '@/lib/library'
import ImportColumns from './ImportColumns.vue'

const fields = [
  { id: 'model', heading_zh: '型号', heading_en: 'Model' },
  { id: 'serial_number', heading_zh: '出厂编号', heading_en: 'Serial number' },
]
vi.mock('@/lib/library', async (original) => ({
  ...(await original<typeof library>()),
  useLibrary: () => ({ kinds: ref([{ id: 'transformer', fields }]) }),
}))
afterEach(() => document.body.replaceChildren())

const column = (heading: string) => ({ letter: 'A', heading, samples: [], field: null })

it('keeps a name that is half typed when the rows of the file come again', async () => {
  await loadWords(['imports'])
  const props = { columns: [column('编的号')], kind: 'transformer', modelValue: {} }
  const { wrapper } = await shown(ImportColumns, { props: props as never })
  const box = wrapper.find('input')
  box.element.value = '出厂'
  await box.trigger('input')
  await wrapper.setProps({ columns: [column('编的号')] } as never)
  expect(box.element.value).toBe('出厂')
  await box.trigger('change')
  expect(box.attributes('aria-invalid')).toBe('true')
  expect(wrapper.emitted('update:modelValue')).toBeUndefined()
  box.element.value = '出厂编号'
  await box.trigger('input')
  await box.trigger('change')
  expect(wrapper.emitted('update:modelValue')).toEqual([[{ 编的号: 'serial_number' }]])
})
