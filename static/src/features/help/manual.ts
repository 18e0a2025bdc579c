/** The manual of docs/manual as the pages show it: read by a small reader, never as HTML. */
export interface Part {
  text: string
  strong: boolean
}
export type Block =
  | { kind: 'text'; parts: Part[] }
  | { kind: 'list'; ordered: boolean; items: Part[][] }
  | { kind: 'picture'; name: string; told: string }
export interface Section {
  id: string
  title: string
  titleEn: string
  summaryEn: string
  blocks: Block[]
}
export interface Chapter {
  title: string
  titleEn: string
  sections: Section[]
}

const HEAD = /^# (.+?) \/ (.+)$/
const SECTION = /^## (.+?) \/ (.+?) \{#([a-z-]+)\}$/
const PICTURE = /^!\[(.*)\]\(\.\.\/screenshots\/([a-z-]+\.jpg)\)$/
const ITEM = /^(?:-|\d+\.) (.+)$/

/** `**so**` stands out; everything else is text as it is written. */
export function partsOf(text: string): Part[] {
  return text
    .split('**')
    .map((piece, index) => ({ text: piece, strong: index % 2 === 1 }))
    .filter((part) => part.text)
}

function blockOf(lines: string[]): Block {
  const [first = ''] = lines
  const picture = PICTURE.exec(first)
  if (picture) return { kind: 'picture', told: picture[1] ?? '', name: picture[2] ?? '' }
  const items = lines.map((line) => ITEM.exec(line)?.[1])
  if (items.every((item) => item !== undefined))
    return { kind: 'list', ordered: /^\d/.test(first), items: items.map((item) => partsOf(item ?? '')) }
  return { kind: 'text', parts: partsOf(lines.join('')) }
}

function sectionOf(text: string): Section {
  const [head = '', ...rest] = text.split('\n')
  const found = SECTION.exec(head)
  if (!found) throw new Error(`no section: ${head}`)
  const [summary = '', ...body] = rest
  return {
    title: found[1] ?? '',
    titleEn: found[2] ?? '',
    id: found[3] ?? '',
    summaryEn: summary.replace(/^EN: /, ''),
    blocks: body
      .join('\n')
      .split(/\n{2,}/)
      .map((block) => block.split('\n').filter(Boolean))
      .filter((lines) => lines.length)
      .map(blockOf),
  }
}

/** A chapter as it stands in its file; a file of another shape is an error of the build's tests. */
export function chapterOf(text: string): Chapter {
  const [head = '', ...sections] = text.split(/\n(?=## )/)
  const found = HEAD.exec(head.trim())
  if (!found) throw new Error(`no chapter: ${head}`)
  return { title: found[1] ?? '', titleEn: found[2] ?? '', sections: sections.map(sectionOf) }
}
