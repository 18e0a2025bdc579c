import { readdirSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const source = fileURLToPath(new URL('../', import.meta.url))
const files = new Map(
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !/words\.(zh|en)\.ts$|\.d\.ts$/.test(name))
    .map((name) => [name, spoken(readFileSync(source + name, 'utf8'))]),
)

/** Code without its comments. */
function spoken(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')
}

const found = import.meta.glob<Tree>(['./words.*.ts', '../features/*/words.*.ts', '!**/*.test.ts'], {
  eager: true,
  import: 'words',
})
const words = { zh: new Map<string, string>(), en: new Map<string, string>() }
/** Which room each first part of a key belongs to. */
const owners = new Map<string, string[]>()
for (const [path, tree] of Object.entries(found)) {
  const [, room = 'app', language] = /(?:features\/(\w+)\/)?words\.(zh|en)\.ts$/.exec(path) ?? []
  flat(tree).forEach((text, key) => words[language as 'zh' | 'en'].set(key, text))
  if (language === 'zh') Object.keys(tree).forEach((key) => owners.set(key, [...(owners.get(key) ?? []), room]))
}
const CJK = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/

describe('words', () => {
  it('are the same keys in both languages', () => expect([...words.en.keys()]).toEqual([...words.zh.keys()]))

  it('are nowhere blank', () => expect([...words.zh, ...words.en].filter(([, text]) => !text.trim())).toEqual([]))

  it('hold no Chinese in English', () => expect([...words.en].filter(([, text]) => CJK.test(text))).toEqual([]))

  it('have the same gaps to fill in both languages', () => {
    const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const [key, text] of words.zh) expect([key, gaps(words.en.get(key) ?? '')]).toEqual([key, gaps(text)])
  })

  it('stand in one room each', () => expect([...owners].filter(([, rooms]) => rooms.length > 1)).toEqual([]))
})

describe.each([...files])('%s', (name, code) => {
  it('says nothing but by keys', () =>
    expect(name.endsWith('.test.ts') ? [] : code.split('\n').filter((line) => CJK.test(line))).toEqual([]))

  it('uses keys that exist', () => {
    const used = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '')
    expect(used.filter((key) => !words.zh.has(key))).toEqual([])
  })
})

/** What a file imports of ours, by its path under `src`. */
function imported(name: string): string[] {
  const paths = [...(files.get(name) ?? '').matchAll(/(?:from|import|import\()\s*'(@\/|\.{1,2}\/)([^']+)'/g)]
  return paths
    .map(([, root = '', rest = '']) => (root === '@/' ? rest : posix.join(dirname(name), root, rest)))
    .map((path) => (files.has(path) ? path : `${path}.ts`))
    .filter((path) => files.has(path))
}

function everything(name: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(name)) {
    seen.add(name)
    imported(name).forEach((path) => everything(path, seen))
  }
  return seen
}

/** The rooms whose words a file shows: of literal keys, and of those that end in what is known later. */
function roomsOf(name: string): string[] {
  const literals = [...(files.get(name) ?? '').matchAll(/['`]((\w+)\.[^'`]*)['`]/g)]
  return literals.flatMap(([, key = '', first = '']) => {
    const start = key.split('${')[0] ?? ''
    const known = [...words.zh.keys()].some((one) => (start === key ? one === key : one.startsWith(start)))
    return known ? (owners.get(first) ?? []) : []
  })
}

const routes = [...files].flatMap(([name, code]) => {
  const feature = /^features\/(\w+)\/routes\.ts$/.exec(name)?.[1]
  const calls = feature ? code.split(/^ {2}(?=page\(|detail\()/m).slice(1) : []
  return calls.map((call) => {
    const page = /import\('\.\/pages\/(\w+)\.vue'\)/.exec(call)?.[1] ?? ''
    const extra = /words: \[([^\]]*)\]/.exec(call)?.[1] ?? ''
    return { feature: feature ?? '', page, extra: [...extra.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '') }
  })
})

describe.each(routes)('$feature/$page', ({ feature, page, extra }) => {
  it('brings the words of what it shows, and no others', () => {
    const path = `features/${feature}/pages/${page}.vue`
    expect(files.has(path)).toBe(true)
    const shown = new Set([...everything(path)].flatMap(roomsOf))
    expect(extra).toEqual([...shown].filter((room) => room !== 'app' && room !== feature).sort())
  })
})
