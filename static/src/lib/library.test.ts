// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import FactValue from '@/ui/FactValue.vue'
import { shown } from '@/ui/testing'
import { i18n } from './i18n'
import { choiceName } from './library'

const medium = { choices: ['油浸', '干式'], labels: [], choices_en: ['oil-immersed', 'dry-type'] }
const system = { choices: ['ct_scanner'], labels: ['断层扫描'], choices_en: ['CT scanner'] }
const connection = { choices: ['Dyn11', '其他'], labels: [], choices_en: ['Dyn11', 'other'] }

describe('a choice in words', () => {
  afterEach(() => {
    i18n.global.locale.value = 'zh'
  })

  it.each([
    [medium, '油浸', '油浸', 'oil-immersed'],
    [system, 'ct_scanner', '断层扫描', 'CT scanner'],
    [connection, 'Dyn11', 'Dyn11', 'Dyn11'],
    // A text that is none of the choices, and a field of an office that has no English words.
    [medium, '气体绝缘', '气体绝缘', '气体绝缘'],
    [{ choices: ['水洗'] }, '水洗', '水洗', '水洗'],
    [undefined, '在用', '在用', '在用'],
  ])('of %j: %s is %s and %s', (field, value, zh, en) => {
    expect(choiceName(field, value)).toBe(zh)
    i18n.global.locale.value = 'en'
    expect(choiceName(field, value)).toBe(en)
  })

  it('stands where a fact is shown', async () => {
    i18n.global.locale.value = 'en'
    const { wrapper } = await shown(FactValue, { props: { value: '干式', field: medium } })
    expect(wrapper.text()).toBe('dry-type')
  })
})
