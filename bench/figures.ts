import type { ChangeKind } from './fresh-commits.ts'

/** What the product promises on two cores: seconds from the webhook's answer to new code answering through nginx, median. */
export const secondsAtMost: Record<ChangeKind, number> = {
  python: 8,
  template: 8,
  docs: 2,
  broken: 15,
  scss: 30,
  js: 60,
  migration: 40,
  requirements: 60,
}

/** The middle value; the mean of the two middle ones of an even number. NaN of nothing. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (upper + lower) / 2
}

/** A row of the table in docs/measurements.md: median, all values in the order in which they were taken, limit. */
export function row(kind: ChangeKind, seconds: number[], unit = 's'): string {
  const each = seconds.map((value) => value.toFixed(1)).join(' · ')
  return `| change/${kind} | ${median(seconds).toFixed(1)} ${unit} | ${secondsAtMost[kind]} s | ${each} |`
}

/** The value that a share of all (0–1) does not pass: the nearest rank. NaN of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
