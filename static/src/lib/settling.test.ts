import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PATIENCE, settle, settled, waitFor } from './settling'

/** A question that is answered when the test says so. */
function question() {
  let answer = () => {}
  const promise = new Promise<void>((resolve) => {
    answer = resolve
  })
  return { promise, answer }
}

const turns = () => vi.advanceTimersByTimeAsync(1)

describe('a page that was opened', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is shown at once when it asks for nothing', async () => {
    settle()
    expect(settled.value).toBe(false)
    await turns()
    expect(settled.value).toBe(true)
  })

  it('waits for what its parts ask for after the first answer, and for what fails', async () => {
    const [first, second] = [question(), question()]
    settle()
    waitFor(first.promise)
    await turns()
    expect(settled.value).toBe(false)
    waitFor(second.promise.then(() => Promise.reject(new Error('no'))))
    first.answer()
    await turns()
    expect(settled.value).toBe(false)
    second.answer()
    await turns()
    expect(settled.value).toBe(true)
  })

  it('is shown as far as it has come after a while, and is not hidden again', async () => {
    const slow = question()
    settle()
    waitFor(slow.promise)
    vi.advanceTimersByTime(PATIENCE)
    expect(settled.value).toBe(true)
    waitFor(question().promise)
    expect(settled.value).toBe(true)
    slow.answer()
    await turns()
    expect(settled.value).toBe(true)
  })

  it('is not shown by what the page before it had asked for', async () => {
    const [old, fresh] = [question(), question()]
    settle()
    waitFor(old.promise)
    settle()
    waitFor(fresh.promise)
    old.answer()
    await turns()
    expect(settled.value).toBe(false)
    fresh.answer()
    await turns()
    expect(settled.value).toBe(true)
  })
})
