// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Column } from './columns'
import DataTable from './DataTable.vue'
import { shown } from './testing'

interface Row {
  id: number
  name: string
}
const COLUMNS: Column[] = [
  { key: 'name', label: 'Name', sort: 'name', wide: true },
  { key: 'id', label: 'Number', align: 'right' },
]
const ROWS: Row[] = [
  { id: 7, name: 'S7' },
  { id: 9, name: 'S9' },
]
const table = (props: object = {}, slots: Record<string, string> = {}) =>
  shown(DataTable as never, { props: { columns: COLUMNS, rows: ROWS, caption: 'Devices', ...props }, slots } as never)

describe('a table', () => {
  it('can be reached and is called by name', async () => {
    const { wrapper } = await table()
    expect(wrapper.attributes()).toMatchObject({ tabindex: '0', role: 'region', 'aria-label': 'Devices' })
    expect(wrapper.find('caption').text()).toBe('Devices')
    expect(wrapper.findAll('tbody td').map((cell) => cell.attributes('data-label'))).toContain('Number')
  })

  it('keeps its heads when it has no rows', async () => {
    const { wrapper } = await table({ rows: [] })
    expect(wrapper.findAll('th').map((head) => head.text())).toEqual(['Name', 'Number'])
    expect(wrapper.findAll('tbody tr')).toEqual([])
  })

  it('says that it is being loaded', async () => {
    const { wrapper } = await table({ busy: true })
    expect(wrapper.attributes('aria-busy')).toBe('true')
  })
})

describe('its order', () => {
  it.each([
    [undefined, 'none', 'name'],
    ['name', 'ascending', '-name'],
    ['-name', 'descending', 'name'],
    ['id', 'none', 'name'],
  ])('%s is told as %s and turned to %s', async (sort, told, next) => {
    const { wrapper } = await table({ sort })
    const [name, number] = wrapper.findAll('th')
    expect(name?.attributes('aria-sort')).toBe(told)
    expect(number?.attributes('aria-sort')).toBeUndefined()
    expect(number?.find('button').exists()).toBe(false)
    await name?.find('button').trigger('click')
    expect(wrapper.emitted('sort')).toEqual([[next]])
  })
})

describe('its widths', () => {
  it('are changed by keys at the edge of a head, and given back', async () => {
    const { wrapper } = await table()
    const edge = wrapper.find('th [role=separator]')
    expect(edge.attributes()).toMatchObject({ tabindex: '0', 'aria-label': expect.stringContaining('Name') })
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft'])
      await edge.trigger('keydown', { key })
    expect(edge.attributes('aria-valuenow')).toBe('112')
    await edge.trigger('keydown', { key: 'Backspace' })
    expect(edge.attributes('aria-valuenow')).toBe('0')
  })
})

describe('its choice of rows', () => {
  it('is by a named box for each, and one for the page', async () => {
    const { wrapper } = await table({ selected: new Set([7]), nameOf: (row: Row) => row.name })
    const [page, first, second] = wrapper.findAll<HTMLInputElement>('input[type=checkbox]')
    expect(page?.element.indeterminate).toBe(true)
    expect([first?.element.checked, second?.element.checked]).toEqual([true, false])
    expect(second?.attributes('aria-label')).toContain('S9')
    await second?.trigger('change')
    await first?.trigger('change')
    await page?.trigger('change')
    expect(wrapper.emitted('select')).toEqual([
      [[9], true],
      [[7], false],
      [[7, 9], true],
    ])
  })

  it('of a whole page is taken back at once', async () => {
    const { wrapper } = await table({ selected: new Set([7, 9]) })
    await wrapper.find('input').trigger('change')
    expect(wrapper.emitted('select')).toEqual([[[7, 9], false]])
  })
})

describe('a click on a row', () => {
  const to = (row: Row) => `/equipment/${row.id}`

  it('opens it', async () => {
    const { wrapper, router } = await table({ to })
    await wrapper.find('tbody td').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/equipment/7')
  })

  it('shows it beside the list, where the list has such a place', async () => {
    const { wrapper, router } = await table({ to, peeks: true })
    await wrapper.find('tbody td').trigger('click')
    expect(wrapper.emitted('peek')).toEqual([[ROWS[0]]])
    expect(router.currentRoute.value.path).toBe('/')
  })

  it('leaves the controls in it alone', async () => {
    const { wrapper } = await table({ to, peeks: true }, { name: '<button type="button">x</button>' })
    await wrapper.find('tbody button').trigger('click')
    expect(wrapper.emitted('peek')).toBeUndefined()
  })
})
