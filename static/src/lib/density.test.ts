// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { dense, switchDensity } from './density'

it('is switched for all tables and kept on the device', () => {
  expect(dense.value).toBe(false)
  switchDensity()
  expect(document.documentElement.classList.contains('dense')).toBe(true)
  expect(localStorage.getItem('huanxin.density')).toBe('dense')
  switchDensity()
  expect(document.documentElement.classList.contains('dense')).toBe(false)
})
