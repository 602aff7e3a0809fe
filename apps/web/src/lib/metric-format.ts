import type { MetricUnit } from '@fun/contract/metrics'
import type { Locale } from './preferences.ts'
import { formatBytes } from './time.ts'

const formats = new Map<string, Intl.NumberFormat>()

function format(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, options)
  formats.set(key, made)
  return made
}

const plain = { maximumSignificantDigits: 3 }

/** A value for people: `0.42`, `612 MB`, `1.2 kB/s`, `2.5 %`, `180 ms`. What is counted in cores, tasks and operations has no unit. */
export function formatMetric(value: number, unit: MetricUnit, locale: Locale): string {
  switch (unit) {
    case 'cores':
    case 'tasks':
    case 'operations':
      return format(locale, plain).format(value)
    case 'bytes':
      return formatBytes(value, locale)
    case 'bytes-per-second':
      return `${formatBytes(value, locale)}/s`
    case 'requests-per-second':
      return `${format(locale, plain).format(value)}/s`
    case 'ratio':
      return format(locale, { style: 'percent', maximumSignificantDigits: 2 }).format(value)
    case 'seconds':
      return value < 1
        ? `${format(locale, { maximumFractionDigits: 0 }).format(value * 1_000)} ms`
        : `${format(locale, plain).format(value)} s`
  }
}

const dates = new Map<string, Intl.DateTimeFormat>()

/** A moment of a chart in the reader's zone: the time of day, and with `withDay` the day too. British English, as formatAbsolute. */
export function formatMoment(atMs: number, locale: Locale, withDay: boolean): string {
  const key = `${locale} ${withDay}`
  const known = dates.get(key)
  const made =
    known ??
    new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      hour: '2-digit',
      minute: '2-digit',
      ...(withDay ? { day: 'numeric', month: 'short' } : {}),
    })
  if (known === undefined) dates.set(key, made)
  return made.format(atMs)
}

/** A mark of a time axis: days where they begin, otherwise the time of day. */
export function formatTick(atMs: number, locale: Locale): string {
  const at = new Date(atMs)
  if (at.getHours() !== 0 || at.getMinutes() !== 0) return formatMoment(atMs, locale, false)
  return at.toLocaleDateString(locale === 'en' ? 'en-GB' : locale, { day: 'numeric', month: 'short' })
}
