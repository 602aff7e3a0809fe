import { expect, it } from 'vitest'
import { formatMetric } from './metric-format.ts'

const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

it('values are said in the unit that people use', () => {
  const shown = (value: number, unit: Parameters<typeof formatMetric>[1]) =>
    plainSpaces(formatMetric(value, unit, 'en'))
  expect(shown(0.4249, 'cores')).toBe('0.425')
  expect(shown(612_000_000, 'bytes')).toBe('612 MB')
  expect(shown(1_200, 'bytes-per-second')).toBe('1.2 kB/s')
  expect(shown(0.0251, 'ratio')).toBe('2.5%')
  expect(shown(0.18, 'seconds')).toBe('180 ms')
  expect(shown(2.5, 'seconds')).toBe('2.5 s')
  expect(shown(12, 'requests-per-second')).toBe('12/s')
  expect(shown(0, 'bytes')).toMatch(/^0 /)
})

it('and as the language writes them', () => {
  expect(plainSpaces(formatMetric(1_200_000_000, 'bytes', 'fr'))).toBe('1,2 Go')
  expect(plainSpaces(formatMetric(0.425, 'cores', 'fr'))).toBe('0,425')
})
