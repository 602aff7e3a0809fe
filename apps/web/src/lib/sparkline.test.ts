import { expect, it } from 'vitest'
import { sparklinePath } from './sparkline.ts'

const box = { width: 40, height: 20, least: 1 }

it('the greatest value reaches the top, zero the bottom', () => {
  expect(sparklinePath([0, 2, 4, 2, 0], box)).toBe('M0 20L10 10L20 0L30 10L40 20')
})

it('small values stay small', () => {
  expect(sparklinePath([0.1, 0.1], box)).toBe('M0 18L40 18')
})

it('what was not measured is a gap, and a value on its own a dot', () => {
  expect(sparklinePath([1, 1, null, 1, null], box)).toBe('M0 0L10 0M30 0h0.01')
  expect(sparklinePath([null, null], box)).toBe('')
  expect(sparklinePath([], box)).toBe('')
})
