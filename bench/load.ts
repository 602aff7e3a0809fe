import { setTimeout as sleep } from 'node:timers/promises'

/** What a steady load saw. Times in milliseconds. */
export interface LoadReport {
  requests: number
  failed: number
  p50Ms: number
  p99Ms: number
  failures: string[]
}

/**
 * Asks `url` at a steady rate until `stop` aborts, `secondsMax` at most: open loop, so that a slow answer delays no later request. Failed is
 * what gave no answer within 30 s, or 500 and above. Each request has a connection of its own: an idle one may be closed by a reload of nginx
 * at the moment in which it is used again, which browsers mend by themselves (RFC 9112, 9.3.1) and `fetch` here does not.
 */
export async function steadyLoad(
  url: string,
  perSecond: number,
  secondsMax: number,
  stop: AbortSignal,
): Promise<LoadReport> {
  const times: number[] = []
  const failures: string[] = []
  const running = new Set<Promise<void>>()
  const began = performance.now()
  for (let number = 0; number < perSecond * secondsMax && !stop.aborted; number++) {
    await sleep(Math.max(0, began + (number * 1000) / perSecond - performance.now()))
    const one = ask(url, times, failures).finally(() => running.delete(one))
    running.add(one)
  }
  await Promise.all(running)
  return {
    requests: times.length,
    failed: failures.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    failures,
  }
}

async function ask(url: string, times: number[], failures: string[]): Promise<void> {
  const began = performance.now()
  try {
    const response = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(30_000) })
    await response.arrayBuffer()
    if (response.status >= 500) failures.push(`status ${response.status}`)
  } catch (error) {
    failures.push(error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error))
  }
  times.push(performance.now() - began)
}

/** Nearest-rank quantile; NaN of nothing. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
