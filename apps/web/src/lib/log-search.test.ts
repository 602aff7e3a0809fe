import { expect, test } from 'vitest'
import type { LogLine } from './log-buffer.ts'
import { makeMatcher, RunningSearch, rangesOf } from './log-search.ts'

const line = (number: number, text: string): LogLine => ({
  number,
  text,
  raw: null,
  step: null,
  stream: 'stdout',
  level: 'all',
  at: null,
  cut: 0,
})

function matcherOf(text: string, isRegex = false) {
  const made = makeMatcher(text, isRegex)
  if (made.kind !== 'matcher') throw new Error(`no matcher: ${made.kind}`)
  return made.matcher
}

test('text is found as it is, in any case; a regular expression as one', () => {
  expect(rangesOf(matcherOf('a.b'), 'xA.b a-b')).toEqual([[1, 4]])
  expect(rangesOf(matcherOf('a.b', true), 'xA.b a-b')).toEqual([
    [1, 4],
    [5, 8],
  ])
  expect(rangesOf(matcherOf('x*', true), 'abc')).toEqual([])
})

test('what is no regular expression says why', () => {
  expect(makeMatcher('(', true)).toMatchObject({ kind: 'bad', reason: expect.stringMatching(/./) })
  expect(makeMatcher('(', false).kind).toBe('matcher')
  expect(makeMatcher('', true).kind).toBe('none')
})

test('a running search counts every match once as lines come, and forgets those that had to go', () => {
  const search = new RunningSearch()
  const matcher = matcherOf('error')
  const first = [line(1, 'error'), line(2, 'fine')]
  expect(search.update(matcher, first, '')).toEqual([1])
  expect(search.update(matcher, [...first, line(3, 'an Error')], '')).toEqual([1, 3])
  expect(search.update(matcher, [line(3, 'an Error'), line(4, 'x')], '')).toEqual([3])
  expect(search.update(matcher, [line(2, 'fine')], 'step')).toEqual([])
  expect(search.update(null, first, '')).toEqual([])
})

test('a hundred thousand lines are searched at once', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => line(index + 1, `request ${index} took 12 ms`))
  const search = new RunningSearch()
  const started = performance.now()
  expect(search.update(matcherOf('request 99999'), lines, '')).toEqual([100_000])
  expect(performance.now() - started).toBeLessThan(500)
})
