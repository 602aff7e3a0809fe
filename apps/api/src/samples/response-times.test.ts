import { expect, it } from 'vitest'
import { countResponse, responseQuantile } from './response-times.ts'

function histogram(seconds: number[]): number[] {
  const counts: number[] = []
  for (const each of seconds) countResponse(counts, each)
  return counts
}

it('quantiles lie in the part of the histogram in which the true ones are', () => {
  const fast = Array.from({ length: 94 }, () => 0.1)
  const slow = Array.from({ length: 6 }, () => 2)
  const counts = histogram([...fast, ...slow])
  expect(responseQuantile(counts, 0.5)).toBeGreaterThan(0.08)
  expect(responseQuantile(counts, 0.5)).toBeLessThanOrEqual(0.16)
  expect(responseQuantile(counts, 0.95)).toBeGreaterThan(1.28)
  expect(responseQuantile(counts, 0.95)).toBeLessThanOrEqual(2.56)
})

it('without a response there is no quantile, and what takes longer than all bounds counts as the last', () => {
  expect(responseQuantile([], 0.95)).toBeNull()
  expect(responseQuantile([0, 0], 0.95)).toBeNull()
  expect(responseQuantile(histogram([120]), 0.95)).toBe(20.48)
})

it('a bound belongs to the part that it ends, and zeros at the end are left out', () => {
  expect(histogram([0.005, 0.006])).toEqual([1, 1])
  expect(histogram([0])).toEqual([1])
})
