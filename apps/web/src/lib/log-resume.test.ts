import { expect, test } from 'vitest'
import { LogResume } from './log-resume.ts'

const line = (at: number, text = `line ${at}`) => ({
  at: `2026-11-25T00:00:00.${String(at).padStart(9, '0')}Z`,
  text,
  stream: 'stdout' as const,
})

test('after a reconnection nothing is lost and nothing is doubled', () => {
  const resume = new LogResume()
  expect([1, 2, 3].map((at) => resume.take(line(at)))).toEqual(['new', 'new', 'new'])
  resume.reopened()
  expect([2, 3, 4, 5].map((at) => resume.take(line(at)))).toEqual(['known', 'known', 'new', 'new'])
})

test('the same text at the same moment, written twice, is shown twice', () => {
  const resume = new LogResume()
  expect([resume.take(line(1, 'x')), resume.take(line(1, 'x'))]).toEqual(['new', 'new'])
  resume.reopened()
  expect([resume.take(line(1, 'x')), resume.take(line(1, 'x')), resume.take(line(2))]).toEqual([
    'known',
    'known',
    'new',
  ])
})

test('when nothing overlaps, the reader is told that lines may be missing', () => {
  const resume = new LogResume()
  resume.take(line(1))
  resume.reopened()
  expect([resume.take(line(500)), resume.take(line(501))]).toEqual(['gap', 'new'])
})

test('what is older than the last line shown was shown, or was before the beginning', () => {
  const resume = new LogResume()
  resume.take(line(10))
  resume.reopened()
  expect([resume.take(line(9)), resume.take(line(10)), resume.take(line(11))]).toEqual(['known', 'known', 'new'])
})

test('two containers of one service that repeat one after the other double nothing', () => {
  const resume = new LogResume()
  for (const at of [1, 2, 3, 4]) resume.take(line(at))
  resume.reopened()
  expect([1, 3, 5, 2, 4, 6].map((at) => resume.take(line(at)))).toEqual([
    'known',
    'known',
    'new',
    'known',
    'known',
    'new',
  ])
})
