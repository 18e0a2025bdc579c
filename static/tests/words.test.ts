import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en } from '@/locales/en'
import { zh } from '@/locales/zh'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const source = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/^locales|\.d\.ts$/.test(name))
  .map((name) => [name, readFileSync(source + name, 'utf8')] as const)
const chinese = flat(zh)
const english = flat(en)
const CJK = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/

describe('words', () => {
  it('are the same keys in both languages', () =>
    expect([...english.keys()]).toEqual([...chinese.keys()]))

  it('are nowhere blank', () =>
    expect([...chinese, ...english].filter(([, text]) => !text.trim())).toEqual([]))

  it('hold no Chinese in English', () =>
    expect([...english].filter(([, text]) => CJK.test(text))).toEqual([]))

  it('have the same gaps to fill in both languages', () => {
    const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const [key, text] of chinese) expect([key, gaps(english.get(key) ?? '')]).toEqual([key, gaps(text)])
  })
})

describe.each(files)('%s', (_name, text) => {
  const code = text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|^\s*\/\/.*$/gm, '')

  it('says nothing but by keys', () =>
    expect(code.split('\n').filter((line) => CJK.test(line))).toEqual([]))

  it('uses keys that exist', () => {
    const used = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '')
    expect(used.filter((key) => !chinese.has(key))).toEqual([])
  })
})
