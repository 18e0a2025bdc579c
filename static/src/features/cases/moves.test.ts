import { expect, test } from 'vitest'
import { FORMS } from './forms'
import { offered, type Move } from './moves'

const move = (name: string, lacking = 0, mine = true) =>
  ({ move: name, mine, plain: false, lacking: Array(lacking).fill({}) }) as unknown as Move

test('the next step is the first that is ready and goes on', () => {
  expect(offered([move('inspect', 1), move('hear'), move('drop')]).first?.move).toBe('hear')
  expect(offered([move('recall'), move('drop')]).first).toBeUndefined()
  expect(offered([move('notify', 0, false)]).others).toEqual([])
})

test('a case that can be closed is offered its end', () => {
  expect(offered([move('recheck'), move('settle_part', 1), move('close')]).first?.move).toBe('close')
  expect(offered([move('recheck'), move('close', 1)]).first?.move).toBe('recheck')
})

test('what the enterprise says is its own next step and not the office\u2019s', () => {
  const moves = [move('answer'), move('recheck')]
  expect(offered(moves).first?.move).toBe('recheck')
  expect(offered(moves, true).first?.move).toBe('answer')
})

test('an attempt at service that lacks something says what', () => {
  const lacking = FORMS.serve!.lacking!
  expect(lacking({ valid: true, lacking: [] } as never)).toEqual([])
  expect(lacking({ valid: false, lacking: ['tracking_no'] } as never)).toEqual(['tracking_no'])
})
