const unitMs: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001 }

/** Milliseconds of a Compose duration (`1m30s`, `250ms`). Throws RangeError for other text. */
export function durationMs(text: string): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us))+$/.test(text)) throw new RangeError(`not a Compose duration: ${text}`)
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us)/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  }
  return total
}

/** Seconds that a service has between SIGTERM and SIGKILL; 10 when it does not say, as Compose has it. */
export const graceSeconds = (stopGracePeriod: string | undefined): number =>
  stopGracePeriod === undefined ? 10 : Math.ceil(durationMs(stopGracePeriod) / 1000)
