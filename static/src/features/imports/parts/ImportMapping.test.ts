// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { loadWords } from '@/lib/i18n'
import { shown } from '@/ui/testing'
import ImportMapping from './ImportMapping.vue'

vi.mock('@/lib/library', () => ({
  useLibrary: () => ({
    kinds: ref([]),
    kindName: () => '变压器',
    kindOf: () => ({ fields: [{ id: 'model', heading_zh: '型号', heading_en: 'Model' }] }),
    heading: (_kind: string, field: string) => field,
  }),
}))
afterEach(() => document.body.replaceChildren())

const column = (heading: string, how: string) => ({ heading, how, field: null, unit: null, samples: ['S11-400/10'] })
const note = (code: string) => ({ code, sheet: '汇总', message: code, message_en: code, count: 1, rows: [] })

it('shows what was guessed as what is to be looked at, and says it first', async () => {
  await loadWords(['imports'])
  const columns = [column('型号', 'heading'), column('牌号代码', 'cells'), column('编序', 'unknown')]
  const notes = [note('unknown_heading'), note('told_by_cells'), note('missing_column'), note('quantities_by_cells')]
  const sheet = { name: '汇总', kind: 'transformer', header_row: 2, columns, notes }
  const { wrapper } = await shown(ImportMapping, {
    props: { importId: 1, sheet, editable: true, busy: false } as never,
  })
  const marked = wrapper.findAll('tbody tr').filter((row) => row.find('.tag.doubtful').exists())
  expect(marked.map((row) => row.find('th').text())).toEqual(['牌号代码', '编序'])
  expect(wrapper.findAll('.remarks li').map((one) => one.text())).toEqual([
    'told_by_cells',
    'quantities_by_cells',
    'unknown_heading',
    'missing_column',
  ])
})

it.each([true, false])('does not say that a column of several things is left out (editable: %s)', async (editable) => {
  await loadWords(['imports'])
  const columns = [column('主要参数', 'combined'), column('编序', 'unknown')]
  const sheet = { name: '汇总', kind: 'transformer', header_row: 2, columns, notes: [] }
  const { wrapper } = await shown(ImportMapping, {
    props: { importId: 1, sheet, editable, busy: false } as never,
  })
  const told = wrapper.findAll('tbody tr').map((row) => {
    const select = row.find('select')
    if (!select.exists()) return row.findAll('td')[1]!.text()
    return select.find(`option[value="${select.element.value}"]`).text()
  })
  expect(told).toEqual(['按内容逐项读取', '不导入'])
})

it('folds a further kind of a list to its head, and says what is to be looked at in it', async () => {
  await loadWords(['imports'])
  const columns = [column('型号', 'heading'), column('牌号代码', 'cells'), column('编序', 'unknown')]
  const sheet = { name: '汇总', kind: 'transformer', header_row: 2, columns, notes: [note('unknown_heading')] }
  const { wrapper } = await shown(ImportMapping, {
    props: { importId: 1, sheet, editable: false, busy: false, folded: true } as never,
  })
  expect(wrapper.find('table').exists() || wrapper.find('.remarks').exists()).toBe(false)
  expect(wrapper.find('header').text()).toContain('2 列请核对')
  const button = wrapper.find('header button')
  expect([button.text(), button.attributes('aria-expanded')]).toEqual(['展开 3 列', 'false'])
  await button.trigger('click')
  expect(wrapper.findAll('tbody tr')).toHaveLength(3)
  expect([button.text(), button.attributes('aria-expanded')]).toEqual(['收起各列', 'true'])
})
