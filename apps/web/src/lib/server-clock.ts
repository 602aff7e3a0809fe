let skewMs = 0

/**
 * Remembers how far the browser's clock is from the server's, so that the time of a running step is right on a
 * machine whose clock is not. `header` is the `Date` header of an answer (seconds); differences under 2 s are noise.
 */
export function noteServerTime(header: string | null): void {
  if (header === null) return
  const server = Date.parse(header)
  if (Number.isNaN(server)) return
  const difference = server - Date.now()
  skewMs = Math.abs(difference) < 2_000 ? 0 : difference
}

/** Now, by the server's clock, in milliseconds since 1970. */
export function serverNowMs(): number {
  return Date.now() + skewMs
}
