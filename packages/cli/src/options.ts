import { InvalidArgumentError } from '@commander-js/extra-typings'

/** For `--to 7`, `--tail 100`. Throws what commander shows as a wrong command line. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Give a whole number.')
  return value
}

const unitsMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `10m`, `2h`, `1d`, or a moment such as 2026-11-25T12:00:00Z; as ISO 8601. */
export function momentAgo(text: string, now: number = Date.now()): string {
  const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const unitMs = unitsMs[unit ?? '']
  if (count !== undefined && unitMs !== undefined)
    return new Date(Math.max(0, now - Number(count) * unitMs)).toISOString()
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(moment)) throw new InvalidArgumentError('Give a time such as 10m, 2h, 1d or 2026-11-25T12:00:00Z.')
  return new Date(moment).toISOString()
}
