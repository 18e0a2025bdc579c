import { ref } from 'vue'
import { useSession } from '@/lib/session'

const LEAST = 64
const STEP = 16

/** The widths that somebody has drawn the columns of a list to, kept on this device per person. */
export function useWidths(list: string) {
  const { me } = useSession()
  const key = `huanxin.widths.${me.value?.id ?? ''}.${list}`
  const widths = ref<Record<string, number>>(stored(key))

  function keep(): void {
    try {
      localStorage.setItem(key, JSON.stringify(widths.value))
    } catch {
      // A browser that keeps nothing: the widths last as long as the page.
    }
  }

  /** From a press on the edge of a head until the release. */
  function draw(event: PointerEvent, column: string): void {
    const edge = event.currentTarget as HTMLElement
    const head = edge.closest('th')
    if (!head) return
    const from = head.offsetWidth - event.clientX
    const move = (at: PointerEvent) => (widths.value[column] = Math.max(LEAST, Math.round(from + at.clientX)))
    edge.setPointerCapture(event.pointerId)
    edge.addEventListener('pointermove', move)
    edge.addEventListener(
      'lostpointercapture',
      () => {
        edge.removeEventListener('pointermove', move)
        keep()
      },
      { once: true },
    )
  }

  /** The keys at an edge: arrows narrow and widen, Backspace gives the usual width back. */
  function nudge(event: KeyboardEvent, column: string): void {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
    if (event.key === 'Backspace') forget(column)
    else if (by === undefined) return
    else {
      const head = (event.currentTarget as HTMLElement).closest('th')
      widths.value[column] = Math.max(LEAST, (widths.value[column] ?? head?.offsetWidth ?? 0) + by)
      keep()
    }
    event.preventDefault()
    event.stopPropagation()
  }

  function forget(column: string): void {
    widths.value = Object.fromEntries(Object.entries(widths.value).filter(([name]) => name !== column))
    keep()
  }

  return { widths, draw, nudge, forget }
}

function stored(key: string): Record<string, number> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return Object.fromEntries(Object.entries(found ?? {}).filter(([, width]) => typeof width === 'number')) as Record<
      string,
      number
    >
  } catch {
    return {}
  }
}
