import { useSending } from '@/lib/sending'

/** Does one thing at a time with a draft; what is refused is told on top of the page. */
export function useAttempts() {
  const { busy, problem, send } = useSending()
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (!(await send(work))) window.scrollTo({ top: 0 })
  }
  return { busy, problem, attempt }
}

export type Attempt = ReturnType<typeof useAttempts>['attempt']
