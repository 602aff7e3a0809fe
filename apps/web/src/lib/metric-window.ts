/** Ranges that end now. */
export const metricRanges = ['1h', '6h', '24h', '7d', '30d'] as const
export type MetricRange = (typeof metricRanges)[number]

const hourMs = 3_600_000
const rangeMs: Record<MetricRange, number> = {
  '1h': hourMs,
  '6h': 6 * hourMs,
  '24h': 24 * hourMs,
  '7d': 7 * 24 * hourMs,
  '30d': 30 * 24 * hourMs,
}
/** Shorter times have no more than a few values. */
const lengthMsMin = 5 * 60_000

/** The time that is looked at: a range up to now, or a part of the past that was zoomed into (milliseconds since the epoch). */
export type MetricWindow = { kind: 'range'; range: MetricRange } | { kind: 'span'; fromMs: number; toMs: number }

export const usualWindow: MetricWindow = { kind: 'range', range: '1h' }

/** The window that an address names; whatever it does not know is as usual. */
export function windowFromQuery(query: string): MetricWindow {
  const given = new URLSearchParams(query)
  const fromMs = Date.parse(given.get('from') ?? '')
  const toMs = Date.parse(given.get('to') ?? '')
  if (Number.isFinite(fromMs) && Number.isFinite(toMs) && fromMs < toMs) return { kind: 'span', fromMs, toMs }
  const range = metricRanges.find((each) => each === given.get('range'))
  return range === undefined ? usualWindow : { kind: 'range', range }
}

/** A window as the query of an address, so that it can be shared; empty for the usual one. */
export function windowToQuery(window: MetricWindow): string {
  if (window.kind === 'span')
    return new URLSearchParams({ from: instant(window.fromMs), to: instant(window.toMs) }).toString()
  return window.range === '1h' ? '' : new URLSearchParams({ range: window.range }).toString()
}

/** A window as the query of a call. */
export function windowToCall(window: MetricWindow, nowMs: number): string {
  const { fromMs, toMs } = windowSpan(window, nowMs)
  return new URLSearchParams({ from: instant(fromMs), to: instant(toMs) }).toString()
}

/** Beginning and end of a window. */
export function windowSpan(window: MetricWindow, nowMs: number): { fromMs: number; toMs: number } {
  return window.kind === 'span' ? window : { fromMs: nowMs - rangeMs[window.range], toMs: nowMs }
}

const lengthMsMax = rangeMs['30d']

/** The span between two moments in either order, at least a few minutes long, at most what is kept, and never in the future. */
export function spanOf(aMs: number, bMs: number, nowMs: number): MetricWindow {
  const length = Math.min(lengthMsMax, Math.max(lengthMsMin, Math.abs(bMs - aMs)))
  const toMs = Math.min(nowMs, Math.max((aMs + bMs) / 2 + length / 2, nowMs - lengthMsMax + length))
  return { kind: 'span', fromMs: toMs - length, toMs }
}

/** Half, or twice, as long about the same middle. */
export function zoomed(window: MetricWindow, direction: 'in' | 'out', nowMs: number): MetricWindow {
  const { fromMs, toMs } = windowSpan(window, nowMs)
  const change = ((toMs - fromMs) / 4) * (direction === 'in' ? 1 : -2)
  return spanOf(fromMs + change, toMs - change, nowMs)
}

/** Half its length earlier or later. */
export function shifted(window: MetricWindow, direction: 'earlier' | 'later', nowMs: number): MetricWindow {
  const { fromMs, toMs } = windowSpan(window, nowMs)
  const change = ((toMs - fromMs) / 2) * (direction === 'earlier' ? -1 : 1)
  return spanOf(fromMs + change, toMs + change, nowMs)
}

const instant = (ms: number): string => new Date(Math.round(ms)).toISOString()
