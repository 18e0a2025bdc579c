// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { untilSettled } from './network'

const back = () => window.dispatchEvent(new Event('online'))

test('a network that returns during the failing attempt is used at once', async () => {
  const answers = ['lost', 'lost', 'sent']
  const attempt = async () => {
    if (answers.length > 1) back()
    return answers.shift()
  }
  expect(await untilSettled(attempt, (it) => it === 'lost')).toBe('sent')
})

test('a network that stays away ends the attempts', async () => {
  let tries = 0
  const attempt = async () => {
    tries += 1
    return 'lost'
  }
  expect(await untilSettled(attempt, () => true)).toBe('lost')
  expect(tries).toBe(1)
})

test('what was heard is not sent again', async () => {
  let tries = 0
  const attempt = async () => {
    tries += 1
    back()
    return 'sent'
  }
  await untilSettled(attempt, (it) => it === 'lost')
  expect(tries).toBe(1)
})
