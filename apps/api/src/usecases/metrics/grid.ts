import { type MetricsQuery, metricDaysKept, metricPointsMax } from '@fun/contract/metrics'
import { CodedError } from '../../errors.ts'
import { coarseSeconds, fineSince } from '../../samples/keep.ts'

/** Which times are answered for: `points` steps from `fromSeconds` (since the epoch) on. */
export interface MetricsGrid {
  fromSeconds: number
  stepSeconds: number
  points: number
}

const minuteSeconds = 60
const hourSeconds = 3_600
const daySeconds = 86_400
/** What a step is chosen from when none is asked for, and how many of them an answer has at most. */
const steps = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200] as const
const pointsWanted = 400

const refuse = (path: keyof MetricsQuery, message: string): CodedError =>
  new CodedError('invalid-request', `${path}: ${message}`, { errors: [{ path, message }] })

/**
 * The steps of a query, aligned so that a repeated one asks for the same ones. Throws `invalid-request` for a time that is empty, yet to come or longer ago than
 * anything is kept, and for steps that are too many, or shorter than what is kept of that time.
 */
export function metricsGrid(query: MetricsQuery, now: Date): MetricsGrid {
  const nowSeconds = Math.floor(now.getTime() / 1000)
  const to = Math.min(query.to === undefined ? nowSeconds : secondsOf(query.to), nowSeconds)
  const from = query.from === undefined ? to - hourSeconds : secondsOf(query.from)
  if (from >= nowSeconds) throw refuse('from', 'Use a time that has passed.')
  if (from < nowSeconds - (metricDaysKept + 1) * daySeconds)
    throw refuse('from', `Use a time of the last ${metricDaysKept} days: nothing older is kept.`)
  if (from >= to) throw refuse('to', 'Use a time after `from`.')
  const isCoarse = from * 1000 < fineSince(now).getTime()
  const shortest = isCoarse ? coarseSeconds : minuteSeconds
  const step =
    query.step ?? steps.find((each) => each >= shortest && (to - from) / each <= pointsWanted) ?? hourSeconds * 2
  if (step % shortest !== 0)
    throw refuse('step', `Of times that long ago quarters of an hour are kept: use a multiple of ${shortest}.`)
  const start = Math.floor(from / step) * step
  // The minute that is under way has no row yet.
  const end = Math.max(Math.ceil((Math.floor(to / minuteSeconds) * minuteSeconds) / step) * step, start + step)
  const points = (end - start) / step
  if (points > metricPointsMax)
    throw refuse('step', `That gives ${points} values: use a longer step, for ${metricPointsMax} at most.`)
  return { fromSeconds: start, stepSeconds: step, points }
}

const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000)

/** Beginning and end of a grid. */
export function gridBounds({ fromSeconds, stepSeconds, points }: MetricsGrid): { from: Date; to: Date } {
  return { from: new Date(fromSeconds * 1000), to: new Date((fromSeconds + stepSeconds * points) * 1000) }
}

/** A grid as answers begin with it. */
export function presentGrid(grid: MetricsGrid): { from: string; to: string; stepSeconds: number } {
  const { from, to } = gridBounds(grid)
  return { from: from.toISOString(), to: to.toISOString(), stepSeconds: grid.stepSeconds }
}
