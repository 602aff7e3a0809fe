import type { Locale } from './preferences.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const units: Record<Locale, { minute: string; day: string }> = {
  en: { minute: 'm', day: 'd' },
  fr: { minute: 'min', day: 'j' },
}

/** A length of time for people: `< 0.1 s`, `0.4 s`, `12 s`, `1 m 24 s`, `2 h 5 m`, `3 d 4 h`. Negative lengths count as zero. */
export function formatDuration(durationMs: number, locale: Locale): string {
  const length = Math.max(0, durationMs)
  const { minute, day } = units[locale]
  if (length < 100) return `< ${tenths(0.1, locale)} s`
  if (length < secondMs) return `${tenths(Math.floor(length / 100) / 10, locale)} s`
  if (length < minuteMs) return `${Math.floor(length / secondMs)} s`
  if (length < hourMs) return pair(length, minuteMs, minute, secondMs, 's')
  if (length < dayMs) return pair(length, hourMs, 'h', minuteMs, minute)
  return pair(length, dayMs, day, hourMs, 'h')
}

function tenths(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
}

function pair(length: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const whole = Math.floor(length / largeMs)
  const rest = Math.floor((length % largeMs) / smallMs)
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`
}

/** How long ago, in words: `5 min. ago`, `yesterday`, `hier`. Null for moments less than 45 s ago or in the future: just now. */
export function formatAgo(atMs: number, nowMs: number, locale: Locale): string | null {
  const ago = nowMs - atMs
  if (ago < 45 * secondMs) return null
  if (ago < 45 * minuteMs) return relative(ago / minuteMs, 'minute', locale)
  if (ago < 22 * hourMs) return relative(ago / hourMs, 'hour', locale)
  if (ago < 30 * dayMs) return relative(ago / dayMs, 'day', locale)
  if (ago < 365 * dayMs) return relative(ago / (30.4 * dayMs), 'month', locale)
  return relative(ago / (365 * dayMs), 'year', locale)
}

const relativeFormats = new Map<Locale, Intl.RelativeTimeFormat>()

function relative(count: number, unit: Intl.RelativeTimeFormatUnit, locale: Locale): string {
  const known = relativeFormats.get(locale)
  const format = known ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (known === undefined) relativeFormats.set(locale, format)
  return format.format(-Math.max(1, Math.round(count)), unit)
}

const absoluteFormats = new Map<Locale, Intl.DateTimeFormat>()

/** The moment in the reader's own time zone: `23 Nov 2026, 19:41:05`. */
export function formatAbsolute(atMs: number, locale: Locale): string {
  const known = absoluteFormats.get(locale)
  // British English: a day before its month cannot be mistaken.
  const format =
    known ?? new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'medium', timeStyle: 'medium' })
  if (known === undefined) absoluteFormats.set(locale, format)
  return format.format(atMs)
}

/** Milliseconds from one moment to another; while there is no end, up to now. Null when it has not begun. */
export function elapsedMs(startedAt: string | null, finishedAt: string | null, nowMs: number): number | null {
  if (startedAt === null) return null
  const end = finishedAt === null ? nowMs : Date.parse(finishedAt)
  return Math.max(0, end - Date.parse(startedAt))
}

const sizes = [
  [1e12, 'terabyte'],
  [1e9, 'gigabyte'],
  [1e6, 'megabyte'],
  [1e3, 'kilobyte'],
] as const

/** A size in units of 1,000: `1.2 GB`, `1,2 Go`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const [size, unit] = sizes.find(([each]) => bytes >= each) ?? [1, 'byte' as const]
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: bytes / size < 10 && size > 1 ? 1 : 0,
  }).format(bytes / size)
}
