import type { FunClient } from './client.ts'
import { FunProblem, isProblem, parseJson } from './problem.ts'
import { serverSentEvents } from './server-sent-events.ts'

export interface ServiceLogLine {
  /** The engine's time, RFC 3339 with nanoseconds. */
  at: string
  stream: 'stdout' | 'stderr'
  text: string
}

export interface ServiceLogOptions {
  /** Lines of what was there before, of each container. */
  tail: number
  follow: boolean
  /** RFC 3339: only lines from then on. */
  since?: string | undefined
  signal: AbortSignal
}

/** Log lines of a service's containers, oldest first. Rejects with FunProblem or FunUnreachable; an abort ends it. */
export async function* serviceLog(
  client: FunClient,
  environment: string,
  service: string,
  { tail, follow, since, signal }: ServiceLogOptions,
): AsyncGenerator<ServiceLogLine> {
  const query = new URLSearchParams({
    tail: String(tail),
    follow: String(follow),
    ...(since === undefined ? {} : { since }),
  })
  const path = `/api/v1/environments/${encodeURIComponent(environment)}/logs/${encodeURIComponent(service)}?${query}`
  try {
    const response = await client.stream(path, {}, signal)
    for await (const message of serverSentEvents(response)) {
      const content = parseJson(message.data)
      if (message.event === 'problem' && isProblem(content)) throw new FunProblem(content)
      if (isLine(content)) yield content
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function isLine(value: unknown): value is ServiceLogLine {
  return (
    typeof value === 'object' && value !== null && 'at' in value && 'text' in value && typeof value.text === 'string'
  )
}
