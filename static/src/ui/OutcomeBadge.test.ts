// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { words } from '@/app/words.zh'
import { OUTCOMES } from '@/lib/outcomes'
import OutcomeBadge from './OutcomeBadge.vue'
import { shown } from './testing'

it.each(OUTCOMES)('%s is said in words and drawn, not only coloured', async (outcome) => {
  const { wrapper } = await shown(OutcomeBadge, { props: { outcome } })
  expect(wrapper.text()).toBe(words.outcome[outcome])
  expect(wrapper.find('path').attributes('d')).toBeTruthy()
  expect(wrapper.find('svg').attributes('aria-hidden')).toBe('true')
  expect(wrapper.attributes('style')).toContain(`var(--outcome-${outcome})`)
})

it('each outcome has a shape of its own', async () => {
  const shapes = await Promise.all(
    OUTCOMES.map(async (outcome) => {
      const { wrapper } = await shown(OutcomeBadge, { props: { outcome } })
      return wrapper.find('path').attributes('d')
    }),
  )
  expect(new Set(shapes).size).toBe(OUTCOMES.length)
})

it.each([null, undefined, '', 'constructor', 'eliminated'])('%s is no outcome', async (outcome) => {
  const { wrapper } = await shown(OutcomeBadge, { props: { outcome } })
  expect(wrapper.text()).toBe(words.outcome.none)
})

it('says that a presumed one is presumed, and what that means', async () => {
  const { wrapper } = await shown(OutcomeBadge, { props: { outcome: 'renew', presumed: true } })
  expect(wrapper.text()).toContain(words.finding.presumed)
  expect(wrapper.attributes('title')).toBe(words.finding.presumedHint)
})
