import { expect, it } from 'vitest'
import { shifted, spanOf, windowFromQuery, windowSpan, windowToCall, windowToQuery, zoomed } from './metric-window.ts'

const nowMs = Date.parse('2026-11-25T12:00:00Z')
const hourMs = 3_600_000
const lengthOf = (window: Parameters<typeof windowSpan>[0]) => {
  const { fromMs, toMs } = windowSpan(window, nowMs)
  return (toMs - fromMs) / hourMs
}

it('a window survives the address, and nonsense in it is the last hour', () => {
  for (const query of ['', 'range=7d', 'from=2026-11-25T08%3A00%3A00.000Z&to=2026-11-25T09%3A00%3A00.000Z'])
    expect(windowToQuery(windowFromQuery(query))).toBe(query)
  for (const query of ['range=1y', 'from=2026-11-25', 'from=x&to=y', 'from=2026-11-25&to=2026-11-24'])
    expect(windowFromQuery(query)).toEqual({ kind: 'range', range: '1h' })
})

it('a range ends now', () => {
  const call = new URLSearchParams(windowToCall({ kind: 'range', range: '6h' }, nowMs))
  expect(call.get('from')).toBe('2026-11-25T06:00:00.000Z')
  expect(call.get('to')).toBe('2026-11-25T12:00:00.000Z')
})

it('dragging works in both directions and never gives less than five minutes', () => {
  expect(spanOf(nowMs - hourMs, nowMs - 2 * hourMs, nowMs)).toEqual(spanOf(nowMs - 2 * hourMs, nowMs - hourMs, nowMs))
  expect(lengthOf(spanOf(nowMs - hourMs, nowMs - hourMs + 1_000, nowMs))).toBeCloseTo(5 / 60)
})

it('zooming and moving keep to what is kept and do not reach into the future', () => {
  const day = { kind: 'range', range: '24h' } as const
  expect(lengthOf(zoomed(day, 'in', nowMs))).toBe(12)
  expect(lengthOf(zoomed(day, 'out', nowMs))).toBe(48)
  expect(windowSpan(zoomed(day, 'out', nowMs), nowMs).toMs).toBe(nowMs)
  expect(windowSpan(shifted(day, 'earlier', nowMs), nowMs)).toMatchObject({ toMs: nowMs - 12 * hourMs })
  expect(windowSpan(shifted(day, 'later', nowMs), nowMs)).toMatchObject({ toMs: nowMs })
  const month = { kind: 'range', range: '30d' } as const
  expect(lengthOf(zoomed(month, 'out', nowMs))).toBe(720)
  expect(windowSpan(shifted(month, 'earlier', nowMs), nowMs).fromMs).toBe(nowMs - 720 * hourMs)
})
