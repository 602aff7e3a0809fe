import { describe, expect, test } from 'vitest'
import { elapsedMs, formatAgo, formatBytes, formatDuration } from './time.ts'

describe('durations', () => {
  test.each([
    [-5, '< 0.1 s'],
    [440, '0.4 s'],
    [12_900, '12 s'],
    [84_000, '1 m 24 s'],
    [120_000, '2 m'],
    [7_500_000, '2 h 5 m'],
    [273_600_000, '3 d 4 h'],
  ])('%i ms reads as %s', (durationMs, text) => {
    expect(formatDuration(durationMs, 'en')).toBe(text)
  })

  test('French has its own units and comma', () => {
    expect(formatDuration(440, 'fr')).toBe('0,4 s')
    expect(formatDuration(273_600_000, 'fr')).toBe('3 j 4 h')
  })
})

describe('moments', () => {
  const now = Date.parse('2026-11-23T20:00:00Z')
  test.each([
    ['2026-11-23T20:00:09Z', null],
    ['2026-11-23T19:55:00Z', '5 min. ago'],
    ['2026-11-23T17:00:00Z', '3 hr. ago'],
    ['2026-11-22T19:00:00Z', 'yesterday'],
    ['2026-08-23T19:00:00Z', '3 mo. ago'],
  ])('%s is %s', (at, text) => {
    expect(formatAgo(Date.parse(at), now, 'en')).toBe(text)
  })

  test('French says it in French', () => {
    expect(formatAgo(Date.parse('2026-11-22T19:00:00Z'), now, 'fr')).toBe('hier')
  })

  test('what has not ended is measured up to now, what has not begun is not measured', () => {
    expect(elapsedMs('2026-11-23T19:59:00Z', null, now)).toBe(60_000)
    expect(elapsedMs('2026-11-23T19:59:00Z', '2026-11-23T19:59:30Z', now)).toBe(30_000)
    expect(elapsedMs(null, null, now)).toBeNull()
  })

  test('a clock that runs behind the server never shows a negative time', () => {
    expect(elapsedMs('2026-11-23T20:00:30Z', null, now)).toBe(0)
  })
})

test('sizes are counted in thousands, by the language’s own units', () => {
  expect(formatBytes(1_234_000_000, 'en')).toBe('1.2 GB')
  expect(formatBytes(1_234_000_000, 'fr').replaceAll(/\s/g, ' ')).toBe('1,2 Go')
  expect(formatBytes(0, 'en')).toBe('0 byte')
})
