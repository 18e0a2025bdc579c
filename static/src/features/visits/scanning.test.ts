import { describe, expect, it } from 'vitest'
import { readCode } from './scanning'

describe('a code on a label', () => {
  it.each([
    ['https://huanxin.example/d/12', { id: 12, host: 'huanxin.example' }],
    ['http://10.0.0.7:8080/d/7/', { id: 7, host: '10.0.0.7:8080' }],
    ['https://Office.example/ledger/d/9', { id: 9, host: 'office.example' }],
    [' 345 ', { id: 345, host: '' }],
    ['No. 12', { id: 12, host: '' }],
    ['no.12', { id: 12, host: '' }],
  ])('%s is a device', (text, code) => expect(readCode(text)).toEqual(code))

  it.each([
    '',
    '0',
    '99999999999',
    '4294967295',
    'https://example.com/d/',
    'https://example.com/d/1x',
    'https://example.com/x?to=/d/1',
    'javascript:alert(1)//d/1',
    'WIFI:S:office;T:WPA;P:12;;',
    'S11-M-200/10',
  ])('%s is none', (text) => expect(readCode(text)).toBeNull())
})
