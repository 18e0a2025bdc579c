/**
 * Arrows, Home and End go from row to row of a list. For any other key it returns which row has the
 * focus (-1: the list itself), and nothing where the key is not the list's: it was pressed in a cell.
 */
export function stepped(event: KeyboardEvent): number | undefined {
  const frame = event.currentTarget as HTMLElement
  const target = event.target as HTMLElement
  if (target !== frame && target.tagName !== 'TR') return undefined
  const lines = [...frame.querySelectorAll<HTMLElement>('tbody tr')]
  const at = lines.indexOf(target)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key]
  if (next === undefined) return at
  lines[Math.max(0, Math.min(next, lines.length - 1))]?.focus()
  event.preventDefault()
  return undefined
}
