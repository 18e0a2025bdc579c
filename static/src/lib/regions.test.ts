import { expect, it } from 'vitest'
import { parentOf, pathTo } from './regions'

it.each([
  ['440704001', '440704'],
  ['440704', '440700'],
  ['440700', '440000'],
  ['440000', ''],
])('above %s stands %s', (code, above) => expect(parentOf(code)).toBe(above))

it('the path begins with the province', () =>
  expect(pathTo('440704001')).toEqual(['440000', '440700', '440704', '440704001']))
