import { expect, test } from 'vitest'
import { age, duration } from './times.ts'

test.each([
  [0, '0.0 s'],
  [840, '0.8 s'],
  [9_949, '9.9 s'],
  [12_400, '12 s'],
  [99_600, '1 min 40 s'],
  [245_000, '4 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('%i ms took %s', (ms, text) => expect(duration(ms)).toBe(text))

test.each([
  ['2026-11-25T11:59:48Z', '12 s'],
  ['2026-11-25T11:55:00Z', '5 min'],
  ['2026-11-24T12:00:00Z', '24 h'],
  ['2026-11-16T12:00:00Z', '9 d'],
  ['2026-11-25T12:00:01Z', '0 s'],
])('%s was %s ago', (moment, text) => expect(age(moment, Date.parse('2026-11-25T12:00:00Z'))).toBe(text))
