// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { words } from '@/app/words.zh'
import { Problem } from '@/lib/api'
import ChoiceBar from './ChoiceBar.vue'
import EmptyState from './EmptyState.vue'
import PagerBar from './PagerBar.vue'
import ProblemNote from './ProblemNote.vue'
import StateBlock from './StateBlock.vue'
import { shown } from './testing'

describe('the pager', () => {
  it.each([
    [0, false],
    [50, false],
    [51, true],
  ])('of %d rows at 50 a page is there: %s', async (total, there) => {
    const { wrapper } = await shown(PagerBar, { props: { page: 1, size: 50, total } })
    expect(wrapper.find('nav').exists()).toBe(there)
  })

  it.each([
    [1, [], ['2']],
    [2, [''], ['3']],
    [3, ['2'], []],
  ])('turns from page %d to %j and %j', async (page, back, on) => {
    const { wrapper } = await shown(PagerBar, { props: { page, size: 50, total: 150 } })
    const [previous, next] = wrapper.findAll('button')
    expect(wrapper.text()).toContain(`${page} / 3`)
    await previous?.trigger('click')
    await next?.trigger('click')
    expect(wrapper.emitted('turn')?.flat() ?? []).toEqual([...back, ...on])
  })
})

describe('a state', () => {
  it('that is loading says so without a word on the screen', async () => {
    const { wrapper } = await shown(StateBlock, { props: { loading: true, rows: 3 }, slots: { default: 'list' } })
    expect(wrapper.find('[role=status]').text()).toBe(words.state.loading)
    expect(wrapper.findAll('.bone')).toHaveLength(3)
    expect(wrapper.text()).not.toContain('list')
  })

  it('without trouble is the thing itself', async () => {
    const { wrapper } = await shown(StateBlock, { props: {}, slots: { default: 'list' } })
    expect(wrapper.text()).toBe('list')
  })

  it('of trouble tells the remedy and can be tried again', async () => {
    const { wrapper } = await shown(StateBlock, { props: { error: new TypeError('fetch') } })
    expect(wrapper.attributes('role')).toBe('alert')
    expect(wrapper.find('button').text()).toBe(words.action.retry)
    await wrapper.find('button').trigger('click')
    expect(wrapper.emitted('retry')).toHaveLength(1)
  })

  it.each([401, 403, 404])('that no second try mends (%d) offers none', async (status) => {
    const { wrapper } = await shown(StateBlock, {
      props: { error: new Problem(status, 'refused', 'zh', 'en', 'remedy') },
    })
    expect(wrapper.find('button').exists()).toBe(false)
  })

  it('of an empty list says what would fill it', async () => {
    const { wrapper } = await shown(EmptyState, { props: { title: 'None', hint: 'Import one' } as never })
    expect(wrapper.text()).toContain('None')
    expect(wrapper.text()).toContain('Import one')
  })
})

it('what is wrong with a form is announced: which, why, what to do', async () => {
  const problem = { title: 'Two fields', details: ['model: missing', 'year: too early'], remedy: 'Fill in' }
  const { wrapper } = await shown(ProblemNote, { props: { problem: problem as never } })
  expect(wrapper.attributes('role')).toBe('alert')
  expect(wrapper.findAll('p').map((line) => line.text())).toEqual([...problem.details, problem.remedy])
})

it('a choice is pressed, and taken back by a second click', async () => {
  const choices = [
    { value: 'a', name: 'A', count: 12000 },
    { value: 'b', name: 'B' },
  ]
  const { wrapper } = await shown(ChoiceBar, { props: { label: 'Kind', choices, value: 'a' } })
  const [first, second] = wrapper.findAll('button')
  expect([first, second].map((one) => one?.attributes('aria-pressed'))).toEqual(['true', 'false'])
  expect(first?.text()).toContain('12\u202f000')
  await first?.trigger('click')
  await second?.trigger('click')
  expect(wrapper.emitted('choose')).toEqual([[''], ['b']])
})
