// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { Offline } from '@/lib/api'
import { asked, askText } from '@/lib/asking'
import { i18n } from '@/lib/i18n'
import AskDialog from './AskDialog.vue'
import { shown } from './testing'

const send = vi.fn<(text: string) => Promise<unknown>>()
beforeEach(() => send.mockReset())

/** The prompt, as it lies over the page, with a text in it. */
async function prompt(text: string) {
  const answer = askText({ question: 'Why?', place: 'thing/1', limit: 300, send })
  await shown(AskDialog, {})
  await flushPromises()
  const field = [...document.querySelectorAll('textarea')].pop()!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
  const submit = async () => {
    field.form!.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  return { answer, field, submit, summary: () => field.form!.querySelector('[data-summary]')?.textContent ?? '' }
}

describe('a text that is asked for', () => {
  it('stays in the prompt, with what went wrong, until it was sent', async () => {
    send.mockRejectedValueOnce(new Offline()).mockResolvedValueOnce(1)
    const { answer, field, submit, summary } = await prompt(' because ')
    await submit()
    expect(summary()).toContain(i18n.global.t('error.offline'))
    expect(field.value).toBe(' because ')
    expect(asked.value).not.toBeNull()
    await submit()
    expect(send.mock.calls).toEqual([['because'], ['because']])
    expect(await answer).toBe(true)
    expect(asked.value).toBeNull()
  })

  it('is not sent while it is blank', async () => {
    const { answer, submit, summary } = await prompt('  ')
    await submit()
    expect(summary()).toContain(i18n.global.t('form.needText'))
    expect(send).not.toHaveBeenCalled()
    asked.value?.over(false)
    expect(await answer).toBe(false)
  })
})
