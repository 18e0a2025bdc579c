import { describe, expect, it } from 'vitest'
import { openRemarks, placeKey, remarksOf } from './reviewing'

const sections = [
  { heading: 'one', paragraphs: ['a', 'b'] },
  { heading: 'two', paragraphs: ['c'.repeat(400)] },
]

describe('remarks at paragraphs', () => {
  it('count from one and keep the words that they are about', () =>
    expect(remarksOf(sections, { [placeKey(1, 2)]: ' too long ', [placeKey(2, 1)]: 'x' }, 'notice:7')).toEqual([
      { text: 'too long', document: 'notice:7', section: 1, paragraph: 2, quote: 'b' },
      { text: 'x', document: 'notice:7', section: 2, paragraph: 1, quote: 'c'.repeat(300) },
    ]))

  it('are none where nothing was written', () => expect(remarksOf(sections, { '1.1': '  ' }, 'notice:7')).toEqual([]))

  it('stand at their paragraph until they are dealt with', () => {
    const remark = { document: 'notice:7', section: 1, paragraph: 2, resolved_at: null }
    const all = [remark, { ...remark, resolved_at: '2026-11-21' }, { ...remark, document: 'notice:8' }] as never
    expect(openRemarks(all, 'notice:7', 1, 2)).toEqual([remark])
    expect(openRemarks(all, 'notice:7', 1, 1)).toEqual([])
  })
})
