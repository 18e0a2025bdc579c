/** How a form asks for a part of a paper. */
export interface Part {
  name: string
  form: 'line' | 'text' | 'lines' | 'people' | 'date' | 'instant' | 'tick' | 'number' | 'choice' | 'shown'
  choices: string[]
}
export type Value = string | boolean
interface Person {
  name: string
  duty?: string
  contact?: string
}

/** A part as fields of a form hold it: lists as lines, people as one a line. */
export function asField(part: Part, stored: unknown): Value {
  if (part.form === 'tick') return Boolean(stored)
  if (stored === null || stored === undefined) return ''
  if (part.form === 'lines') return (stored as string[]).join('\n')
  if (part.form === 'people') return (stored as Person[]).map((it) => it.name).join('\n')
  if (part.form === 'instant') return String(stored).slice(0, 16)
  return String(stored)
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** A part as it is stored; people keep the duty that was known of them. */
export function asStored(part: Part, value: Value, before: unknown): unknown {
  if (part.form === 'tick') return Boolean(value)
  const text = String(value)
  if (part.form === 'lines') return lines(text)
  if (part.form === 'people') {
    const known = new Map(((before ?? []) as Person[]).map((it) => [it.name, it]))
    return lines(text).map((name) => known.get(name) ?? { name })
  }
  if (part.form === 'number') return Number(text)
  if (part.form === 'instant') return text ? `${text}:00+08:00` : null
  if (part.form === 'date' || part.form === 'choice') return text || null
  return text.trim()
}

/** The parts that a form has changed, as they are stored. */
export function changes(
  parts: readonly Part[],
  fields: Record<string, Value>,
  content: Record<string, unknown>,
): Record<string, unknown> {
  const changed = parts.filter(
    (part) => part.form !== 'shown' && fields[part.name] !== asField(part, content[part.name]),
  )
  return Object.fromEntries(
    changed.map((part) => [part.name, asStored(part, fields[part.name] ?? '', content[part.name])]),
  )
}
