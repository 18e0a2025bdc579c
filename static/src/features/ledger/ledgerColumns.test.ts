import { describe, expect, it } from 'vitest'
import { DEFAULT, exported, factsOf, ordered, read, written } from './ledgerColumns'
import type { Field, Kind } from '@/lib/library'

const field = (id: string) => ({ id }) as Field
const kind = (id: string, ...fields: string[]) =>
  ({ id, fields: fields.map(field), numbers: fields.slice(2, 3) }) as Kind
const KINDS = [
  kind('boiler', 'enterprise', 'model', 'maker', 'rated_capacity_tph'),
  kind('truck', 'enterprise', 'model', 'maker', 'plate_no'),
]

describe('columns of the ledger', () => {
  it('offers the facts of a kind, or those that all kinds share, and none twice', () => {
    expect(factsOf(KINDS, 'truck').map((one) => one.id)).toEqual(['maker', 'plate_no'])
    expect(factsOf(KINDS, '').map((one) => one.id)).toEqual(['maker'])
    expect(factsOf([], 'truck')).toEqual([])
  })

  it('keeps one order, whatever was chosen first, and drops what the kind has not', () => {
    const facts = factsOf(KINDS, 'truck')
    expect(ordered(['plate_no', 'kind', 'rated_capacity_tph', 'verdict'], facts)).toEqual([
      'verdict',
      'kind',
      'plate_no',
    ])
  })

  it('writes the usual choice as nothing, no column as a word, and reads both back', () => {
    expect(written([...DEFAULT])).toBe('')
    expect(read('')).toEqual([...DEFAULT])
    expect(read(written([]))).toEqual([])
    expect(read(written(['verdict', 'maker']))).toEqual(['verdict', 'maker'])
  })

  it('exports what the list shows under the names of the export', () => {
    expect(exported(['identifier'], [kind('bus', 'a', 'b', 'plate_no'), kind('lift', 'a', 'b', 'code')])).toEqual([
      'id',
      'name',
      'model',
      'plate_no',
      'code',
    ])
    expect(exported(['verdict', 'region'], KINDS)).toEqual(['id', 'name', 'model', 'verdict', 'region', 'region_name'])
  })
})
