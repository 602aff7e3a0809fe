import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { indexOfNumber, LogBuffer, selectLines } from './log-buffer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('ten thousand lines in a hundred messages tell the page once', () => {
  const log = new LogBuffer()
  const told = vi.fn()
  log.subscribe(told)
  for (let message = 0; message < 100; message += 1) log.append(Array(100).fill('line'), 'build', 'stdout')
  vi.runAllTimers()
  expect(told).toHaveBeenCalledOnce()
  expect(log.snapshot().lines).toHaveLength(10_000)
  expect(log.snapshot().lines.at(-1)?.number).toBe(10_000)
})

test('in a flood the page is told less often, and as often as before when it is over', () => {
  const log = new LogBuffer()
  const told = vi.fn()
  log.subscribe(told)
  const timesAfter = (lines: number, ms: number) => {
    if (lines > 0) log.append(Array(lines).fill('line'), null, 'stdout')
    vi.advanceTimersByTime(ms)
    return told.mock.calls.length
  }
  expect(timesAfter(1_000, 80)).toBe(1)
  expect(timesAfter(1, 80)).toBe(1)
  expect(timesAfter(0, 120)).toBe(2)
  expect(timesAfter(1, 80)).toBe(3)
})

test('the snapshot stays the same object until something new is published', () => {
  const log = new LogBuffer()
  const before = log.snapshot()
  log.append(['a'], null, 'stdout')
  expect(log.snapshot()).toBe(before)
  vi.runAllTimers()
  expect(log.snapshot()).not.toBe(before)
  expect(log.snapshot()).toBe(log.snapshot())
})

test('an endless log keeps its end, and says how many lines had to go', () => {
  const log = new LogBuffer()
  for (let message = 0; message < 240; message += 1) log.append(Array(1_000).fill('line'), null, 'stdout')
  vi.runAllTimers()
  const { lines, dropped } = log.snapshot()
  expect(lines.length).toBeLessThanOrEqual(110_000)
  expect(dropped + lines.length).toBe(240_000)
  expect(lines.at(-1)?.number).toBe(240_000)
})

test('lines are chosen by step and by level', () => {
  const log = new LogBuffer()
  log.append(['Collecting Django', 'WARNING: old'], 'python', 'stdout')
  log.append(['ERROR: broken'], 'static', 'stderr')
  vi.runAllTimers()
  const { lines } = log.snapshot()
  expect(selectLines(lines, null, 'all')).toBe(lines)
  expect(selectLines(lines, null, 'warning').map((line) => line.number)).toEqual([2, 3])
  expect(selectLines(lines, null, 'error').map((line) => line.number)).toEqual([3])
  expect(selectLines(lines, 'python', 'all').map((line) => line.text)).toEqual(['Collecting Django', 'WARNING: old'])
  expect(indexOfNumber(lines, 3)).toBe(2)
  expect(indexOfNumber(lines, 9)).toBe(3)
})

test('a line of five megabytes is held by its beginning, and says how much is cut', () => {
  const log = new LogBuffer()
  log.append(['x'.repeat(5_000_000)], null, 'stdout')
  vi.runAllTimers()
  const [line] = log.snapshot().lines
  expect(line?.text).toHaveLength(4_000)
  expect(line?.cut).toBe(4_996_000)
  expect(log.snapshot().longest).toBe(4_000)
})
