// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import FilterInput from './FilterInput.vue'
import { shown } from './testing'

afterEach(() => document.body.replaceChildren())

it('keeps what is being typed when the list around it comes, and tells it trimmed', async () => {
  const { wrapper } = await shown(FilterInput, { props: { modelValue: '', maxlength: 9 } as never })
  const box = wrapper.find('input')
  box.element.focus()
  box.element.value = ' 4417 '
  await box.trigger('input')
  await wrapper.setProps({ maxlength: 10 } as never)
  expect(box.element.value).toBe(' 4417 ')
  await box.trigger('change')
  expect(wrapper.emitted('update:modelValue')).toEqual([['4417']])
})
