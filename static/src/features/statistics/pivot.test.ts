import { describe, expect, it } from 'vitest'
import { axisOf, inkAt, sheetOf } from './pivot'

describe('two axes at once', () => {
  it('takes a known axis of the address and no other', () => {
    expect(axisOf('age', 'kind')).toBe('age')
    expect(axisOf('tea', 'kind')).toBe('kind')
    expect(inkAt(7)).toBe(inkAt(0))
  })

  it('writes a table that spreadsheets read', async () => {
    const sheet = sheetOf(['类别', '合计'], [{ name: '甲, "乙"', cells: [{ count: 3 }] }])
    expect(await sheet.text()).toContain('类别,合计\r\n"甲, ""乙""",3\r\n')
  })
})
