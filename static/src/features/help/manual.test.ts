import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { chapterOf, partsOf } from './manual'
import { sectionOf, SECTIONS } from './sections'

const docs = fileURLToPath(new URL('../../../../docs', import.meta.url))
const features = fileURLToPath(new URL('..', import.meta.url))
const chapters = readdirSync(join(docs, 'manual'))
  .sort()
  .map((name) => chapterOf(readFileSync(join(docs, 'manual', name), 'utf8')))
const sections = chapters.flatMap((chapter) => chapter.sections)

it('every page of the router has a section, and every section that a page opens is there', () => {
  const names = readdirSync(features).flatMap((feature) => {
    if (!readdirSync(join(features, feature)).includes('routes.ts')) return []
    const text = readFileSync(join(features, feature, 'routes.ts'), 'utf8').replace(/\s+/g, ' ')
    const pages = [...text.matchAll(/ page\( ?'[^']*', '([a-z-]+)'/g)]
    const details = [...text.matchAll(/ detail\( ?'[^']*', '[^']*', '([a-z-]+)'/g)]
    return [...pages, ...details].map((found) => found[1] ?? '')
  })
  expect(names.length).toBeGreaterThan(60)
  expect(names.filter((name) => !sectionOf(name))).toEqual([])
  const ids = sections.map((section) => section.id)
  expect(SECTIONS.filter((id) => !ids.includes(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})

it('a desk opens what its role looks for', () => {
  expect(['enterprise', 'leader', 'admin', 'inspector'].map((role) => sectionOf('workbench', role))).toEqual([
    'own',
    'leader',
    'first-steps',
    'workbench',
  ])
})

it('each section has a title and a summary in English, a text, and pictures that exist', () => {
  const pictures = new Set(readdirSync(join(docs, 'screenshots')))
  for (const section of sections) {
    expect(section.titleEn + section.summaryEn, section.id).not.toMatch(/[\u4e00-\u9fff]/)
    expect(section.summaryEn, section.id).not.toBe('')
    expect(section.blocks.length, section.id).toBeGreaterThan(0)
    for (const block of section.blocks) if (block.kind === 'picture') expect(pictures).toContain(block.name)
  }
})

it('text stays text, whatever is written in it', () => {
  expect(partsOf('甲**乙**<b>')).toEqual([
    { text: '甲', strong: false },
    { text: '乙', strong: true },
    { text: '<b>', strong: false },
  ])
  expect(() => chapterOf('no head')).toThrow('no chapter')
  expect(() => chapterOf('# 甲 / A\n## 乙\n')).toThrow('no section')
})
