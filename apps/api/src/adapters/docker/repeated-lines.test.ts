import { expect, it } from 'vitest'
import { RepeatedLines } from './repeated-lines.ts'

const at = (nanoseconds: number) => `2026-11-25T15:00:00.${String(nanoseconds).padStart(9, '0')}Z`
const taken = (times: number[]) => {
  const lines = new RepeatedLines()
  return times.filter((each) => !lines.isRepeated(at(each)))
}

it('the end of a full file that is read again is taken once', () => {
  expect(taken([1, 2, 3, 4, 2, 3, 4, 5, 6])).toEqual([1, 2, 3, 4, 5, 6])
})

it('two outputs whose lines cross are both taken whole', () => {
  expect(taken([1, 4, 2, 3, 5])).toEqual([1, 4, 2, 3, 5])
})

it('what is remembered is bounded, and the newest is what is known', () => {
  const lines = new RepeatedLines()
  for (let each = 0; each < 6_000; each += 1) lines.isRepeated(at(each))
  expect(lines.isRepeated(at(5_900))).toBe(true)
  expect(lines.isRepeated(at(5))).toBe(false)
})
