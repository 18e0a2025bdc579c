/**
 * Try, and try again when the network came back while the attempt was still failing: whoever waits
 * for the event only afterwards would wait for ever.
 */
export async function untilSettled<T>(attempt: () => Promise<T>, unheard: (result: T) => boolean): Promise<T> {
  let returned = false
  const back = () => (returned = true)
  globalThis.addEventListener?.('online', back)
  try {
    for (;;) {
      returned = false
      const result = await attempt()
      if (!returned || !unheard(result)) return result
    }
  } finally {
    globalThis.removeEventListener?.('online', back)
  }
}
