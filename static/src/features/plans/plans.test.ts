// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { barOf, byTask, percent, standing, unitsOf, wanted, type Target, type Task } from './plans'

const target = (values: Partial<Target>) =>
  ({
    task_no: '1',
    operator: '>=',
    value: null,
    unit: null,
    share: null,
    reached: null,
    source: null,
    ...values,
  }) as Target
const task = { task_no: '1', lead_units: ['甲局'], responsible_units: ['乙局', '甲局'] } as Task

describe('a target', () => {
  it.each([
    [{ value: 80, unit: '%' }, '≥ 80 %'],
    [{ value: 284, unit: '辆', operator: '=' }, '284 辆'],
    [{ value: 25, unit: '%', operator: 'growth>=' }, '+ 25 %'],
    [{ unit: '全覆盖' }, '全覆盖'],
  ])('%o wants %s', (values, text) => expect(wanted(target(values))).toBe(text))
  it('is unreported where neither ledger nor people say anything', () => {
    expect(standing(target({}))).toBe('unreported')
    expect(standing(target({ source: 'ledger', reached: false }))).toBe('underway')
    expect(standing(target({ source: 'report', reached: true }))).toBe('reached')
  })
  it('is late where its day is over, also without a figure', () => {
    expect(standing(target({ late: true }))).toBe('late')
    expect(standing(target({ late: true, source: 'ledger', reached: false }))).toBe('late')
    expect(standing(target({ late: false, source: 'ledger', reached: true }))).toBe('reached')
  })
  it('has a bar that ends at the whole', () => {
    expect([0.004, 0.5, 1.7].map((share) => barOf(target({ share })))).toEqual([0, 50, 100])
    expect([0, 0.004, 0.5, 1.7].map(percent)).toEqual(['0 %', '< 1 %', '50 %', '170 %'])
  })
  it('stands under its task, and without one under the whole plan', () => {
    const groups = byTask([target({ task_no: '0' }), target({}), target({})], [task])
    expect(groups.map((group) => [group.task?.task_no, group.targets.length])).toEqual([
      [undefined, 1],
      ['1', 2],
    ])
    expect(unitsOf(task)).toEqual(['甲局', '乙局'])
    expect(unitsOf(null)).toEqual([])
  })
})
