const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A length of time for people: `< 0.1 s`, `0.4 s`, `12 s`, `1 m 24 s`, `2 h 5 m`, `3 d 4 h`. Negative lengths count as zero. */
export function formatDuration(durationMs: number): string {
  const length = Math.max(0, durationMs)
  if (length < 100) return '< 0.1 s'
  if (length < secondMs) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`
  if (length < minuteMs) return `${Math.floor(length / secondMs)} s`
  if (length < hourMs) return pair(length, minuteMs, 'm', secondMs, 's')
  if (length < dayMs) return pair(length, hourMs, 'h', minuteMs, 'm')
  return pair(length, dayMs, 'd', hourMs, 'h')
}

function pair(length: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const whole = Math.floor(length / largeMs)
  const rest = Math.floor((length % largeMs) / smallMs)
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`
}

/** How long ago, in words: `just now`, `5 min. ago`, `yesterday`. Moments in the future read as `just now`. */
export function formatAgo(atMs: number, nowMs: number): string {
  const ago = nowMs - atMs
  if (ago < 45 * secondMs) return 'just now'
  if (ago < 45 * minuteMs) return relative(ago / minuteMs, 'minute')
  if (ago < 22 * hourMs) return relative(ago / hourMs, 'hour')
  if (ago < 30 * dayMs) return relative(ago / dayMs, 'day')
  if (ago < 365 * dayMs) return relative(ago / (30.4 * dayMs), 'month')
  return relative(ago / (365 * dayMs), 'year')
}

const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

function relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
  return relativeFormat.format(-Math.max(1, Math.round(count)), unit)
}

const absoluteFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
})

/** The moment in the reader's own time zone: `23 Nov 2026, 19:41:05`. */
export function formatAbsolute(atMs: number): string {
  return absoluteFormat.format(atMs)
}

/** Milliseconds from one moment to another; while there is no end, up to now. Null when it has not begun. */
export function elapsedMs(startedAt: string | null, finishedAt: string | null, nowMs: number): number | null {
  if (startedAt === null) return null
  const end = finishedAt === null ? nowMs : Date.parse(finishedAt)
  return Math.max(0, end - Date.parse(startedAt))
}
