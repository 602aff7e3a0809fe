export type RequestedSystem = 'lms' | 'cms'

/** A request as nginx has logged it. */
export interface AccessLogEntry {
  system: RequestedSystem
  status: number
  /** How long LMS or CMS took, in seconds; null when nginx answered by itself: a file, a page while requests are held. */
  upstreamSeconds: number | null
}

/**
 * `log_format` of each system: nginx's own `combined`, then which system was asked, how long the request took and how long LMS or CMS took to
 * answer (source: nginx, ngx_http_log_module and ngx_http_upstream_module). {@link parseAccessLog} reads it.
 */
export const accessLogFormats = (['lms', 'cms'] as const)
  .map(
    (system) =>
      `  log_format ${system} '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" ${system} $request_time $upstream_response_time';`,
  )
  .join('\n')

/** nginx writes a quote within a variable as `\x22`: what stands behind the last one is its own. */
const end = /" (\d{3}) \d+ "[^"]*" "[^"]*" (lms|cms) \d+\.\d+ (-|[\d., :-]+)$/

/** Undefined for a line of another form, such as that of a configuration from before there were response times. */
export function parseAccessLog(line: string): AccessLogEntry | undefined {
  const [, status = '', system, times = ''] = end.exec(line) ?? []
  if (system !== 'lms' && system !== 'cms') return undefined
  return { system, status: Number(status), upstreamSeconds: sumOf(times) }
}

/** Several servers that were tried are separated by commas or colons; one that was not reached is `-`. */
function sumOf(times: string): number | null {
  const known = times.split(/[,:]/).flatMap((each) => (/\d/.test(each) ? [Number(each)] : []))
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0)
}
