import { expect, it } from 'vitest'
import { CodedError } from '../../errors.ts'
import { gridBounds, metricsGrid } from './grid.ts'

const now = new Date('2026-11-25T12:34:30.000Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()

function refusal(query: Parameters<typeof metricsGrid>[0]): unknown {
  try {
    metricsGrid(query, now)
  } catch (error) {
    return error instanceof CodedError ? error.errors?.map(({ path }) => path) : error
  }
  return 'not refused'
}

it('without anything said it is the last hour by the minute, up to the last whole one', () => {
  const grid = metricsGrid({}, now)
  expect(grid).toMatchObject({ stepSeconds: 60, points: 60 })
  expect(gridBounds(grid).from.toISOString()).toBe('2026-11-25T11:34:00.000Z')
  expect(gridBounds(grid).to.toISOString()).toBe('2026-11-25T12:34:00.000Z')
})

it('longer times have longer steps, never more than 401 of them, and quarters of an hour where no minute is kept', () => {
  for (const [hours, step] of [
    [6, 60],
    [24, 300],
    [48, 600],
    [49, 900],
    [168, 1_800],
    [720, 7_200],
  ] as const) {
    const grid = metricsGrid({ from: ago(hours) }, now)
    expect(grid.stepSeconds, `${hours} h`).toBe(step)
    expect(grid.points, `${hours} h`).toBeLessThanOrEqual(401)
    expect(grid.fromSeconds % grid.stepSeconds).toBe(0)
  }
})

it('a time to come ends now', () => {
  expect(metricsGrid({ to: '2036-01-01T00:00:00Z' }, now)).toEqual(metricsGrid({}, now))
})

it('what cannot be answered is refused, and the field is named', () => {
  expect(refusal({ from: ago(-1) })).toEqual(['from'])
  expect(refusal({ from: ago(32 * 24) })).toEqual(['from'])
  expect(refusal({ from: '0001-01-01T00:00:00Z', to: '0001-01-02T00:00:00Z' })).toEqual(['from'])
  expect(refusal({ from: ago(1), to: ago(2) })).toEqual(['to'])
  expect(refusal({ from: ago(1), to: ago(1) })).toEqual(['to'])
  expect(refusal({ from: ago(47), step: 60 })).toEqual(['step'])
  expect(refusal({ from: ago(72), step: 600 })).toEqual(['step'])
  expect(metricsGrid({ from: ago(72), step: 900 }, now).points).toBe(289)
})
