// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { h, nextTick } from 'vue'
import { isPhone } from '@/lib/checking'
import { i18n } from '@/lib/i18n'
import CheckedForm from './CheckedForm.vue'
import { shown } from './testing'

const fields = () => [
  h('label', ['Name', h('input', { name: 'name', required: true })]),
  h('label', ['Phone', h('input', { name: 'phone', type: 'tel' }), h('span', { class: 'small' }, 'hint')]),
  h('fieldset', [
    h('legend', 'Way'),
    ...['a', 'b'].map((value) =>
      h('label', [h('input', { type: 'radio', name: 'way', value, required: true }), value]),
    ),
  ]),
]
const form = (props: object = {}) => shown(CheckedForm, { props, slots: { default: fields } } as never)

describe('a form', () => {
  it('that lacks something says what on top, at each field, and leads there', async () => {
    const { wrapper } = await form()
    await wrapper.trigger('submit')
    await nextTick()
    const [fill, choose] = [
      i18n.global.t('fieldCheck.fill', { name: 'Name' }),
      i18n.global.t('fieldCheck.choose', { name: 'Way' }),
    ]
    const summary = wrapper.find('[data-summary]')
    expect(summary.findAll('a').map((link) => link.text())).toEqual([fill, choose])
    expect(document.activeElement).toBe(summary.element)
    expect(wrapper.findAll('span[data-field-note]').map((note) => note.text())).toEqual([fill, choose])
    expect(wrapper.emitted('submit')).toBeUndefined()
    await summary.find('a').trigger('click')
    const name = wrapper.find('input[name=name]')
    expect(document.activeElement).toBe(name.element)
    expect(name.attributes('aria-invalid')).toBe('true')
    await name.setValue('there')
    expect(wrapper.findAll('span[data-field-note]').map((note) => note.text())).toEqual([choose])
    await wrapper.find('input[type=radio]').setValue(true)
    await wrapper.trigger('submit')
    expect(wrapper.emitted('submit')).toHaveLength(1)
  })

  it('marks what must be filled in, a group of choices once', async () => {
    const { wrapper } = await form()
    expect(wrapper.findAll('[data-required]').map((one) => one.element.tagName)).toEqual(['LABEL', 'LEGEND'])
  })

  it('puts what the server refuses at its field, the rest as plain words', async () => {
    const { wrapper } = await form()
    const places = [
      { field: 'people.0.phone', text: 'too long', named: 'Phone: too long' },
      { field: 'elsewhere', text: 'unknown', named: 'unknown' },
    ]
    await wrapper.setProps({ problem: { title: 'Refused', remedy: '', details: [], places } } as never)
    await nextTick()
    expect(wrapper.find('[data-summary]').text()).toContain('Refused')
    expect(wrapper.findAll('[data-summary] a').map((link) => link.text())).toEqual(['Phone: too long'])
    expect(wrapper.find('input[name=phone] + span').text()).toBe('too long')
  })

  it('asks about a telephone number that cannot be one, and sends it all the same', async () => {
    const { wrapper } = await form()
    const phone = wrapper.find('input[name=phone]')
    await phone.setValue('1381234')
    await phone.trigger('change')
    expect(wrapper.find('input[name=phone] + span').text()).toBe(i18n.global.t('fieldCheck.phone'))
    expect(phone.attributes('aria-invalid')).toBeUndefined()
  })
})

describe('a telephone number', () => {
  it.each([
    '13812345678',
    '+86 138 1234 5678',
    '0750-7654321',
    '(0750)7654321\u8f6c802',
    '12345',
    '0750-0000000\uff08\u6f14\u793a\uff09',
    '07507654321\u300113812345678',
  ])('%s may be one', (text) => expect(isPhone(text)).toBe(true))
  it.each(['1381234567', '138123456789', '12', 'call me', '07507654321\u30011381234'])('%s is none', (text) =>
    expect(isPhone(text)).toBe(false),
  )
})
