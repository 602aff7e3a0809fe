import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogBuffer, plainText, selectLines } from './log-buffer.ts'

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
  for (let message = 0; message < 120; message += 1) log.append(Array(1_000).fill('line'), null, 'stdout')
  vi.runAllTimers()
  const { lines, dropped } = log.snapshot()
  expect(lines.length).toBeLessThanOrEqual(55_000)
  expect(dropped + lines.length).toBe(120_000)
  expect(lines.at(-1)?.number).toBe(120_000)
})

test('lines read as a terminal would leave them', () => {
  expect(plainText('\u001b[1;32mok\u001b[0m\t1')).toBe('ok    1')
  expect(plainText('10 %\r55 %\r100 %\r')).toBe('100 %')
  expect(plainText('\u001b]0;title\u0007text\u001b[2K')).toBe('text')
})

test('lines are chosen by step and by text in any case', () => {
  const log = new LogBuffer()
  log.append(['Collecting Django', 'done'], 'python', 'stdout')
  log.append(['collecting static files'], 'static', 'stderr')
  vi.runAllTimers()
  const { lines } = log.snapshot()
  expect(selectLines(lines, null, '')).toBe(lines)
  expect(selectLines(lines, null, 'COLLECTING').map((line) => line.number)).toEqual([1, 3])
  expect(selectLines(lines, 'python', 'collecting').map((line) => line.text)).toEqual(['Collecting Django'])
})
