import { durationBoundsSeconds, type OperationStatistics } from './operation-statistics.ts'

const name = 'fun_operation_duration_seconds'
const help = 'From start to end of operations that have ended, by kind and state: builds and deploys among them.'

/**
 * A histogram whose counts are in PostgreSQL, in the text format of Prometheus: it survives restarts and is the same in every process. The library's
 * own only counts what it was told. Source: Prometheus documentation, exposition formats.
 */
export function durationHistogram({ operations }: OperationStatistics): string {
  const all = new Map<string, Durations>()
  for (const { kind, state, place, count, seconds } of operations) {
    if (place === null) continue
    const labels = `kind="${kind}",state="${state}"`
    const known = all.get(labels) ?? { seconds: 0, counts: [...durationBoundsSeconds.map(() => 0), 0] }
    known.seconds += seconds
    known.counts[place] = (known.counts[place] ?? 0) + count
    all.set(labels, known)
  }
  const lines = [...all].flatMap(([labels, durations]) => linesOf(labels, durations))
  return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ''].join('\n')
}

interface Durations {
  seconds: number
  /** By the number of bounds that they reach. */
  counts: number[]
}

function linesOf(labels: string, { seconds, counts }: Durations): string[] {
  let count = 0
  const buckets = counts.map((each, place) => {
    count += each
    return `${name}_bucket{${labels},le="${durationBoundsSeconds[place] ?? '+Inf'}"} ${count}`
  })
  return [...buckets, `${name}_sum{${labels}} ${seconds}`, `${name}_count{${labels}} ${count}`]
}
