import type Docker from 'dockerode'
import type { Product } from './product.ts'

/** A moment of a deploy: a step begins, or the engine does something (`create`, `start`, `exec_start: …`, `kill`) to a service's container. */
export type Moment = { step: RegExp } | { engine: RegExp; service: string }

export interface Watch {
  /** Resolves at the moment; rejects when the operation ended before it, or after two minutes. */
  reached: Promise<void>
}

/** Watches for a moment of the operation that `start` queues; nothing between is missed. */
export async function startAndWatch(
  product: Product,
  project: string,
  moment: Moment,
  start: () => Promise<{ id: string }>,
): Promise<{ id: string } & Watch> {
  if ('step' in moment) {
    const { id } = await start()
    return { id, reached: stepBegins(product, id, moment.step) }
  }
  const ended = new AbortController()
  const { reached } = await engineDoes(product.docker, project, moment, ended.signal)
  const { id } = await start()
  void product.portal.finished(id, 120_000).then(
    () => ended.abort(),
    () => ended.abort(),
  )
  return { id, reached }
}

async function stepBegins({ portal }: Product, id: string, key: RegExp): Promise<void> {
  const response = await fetch(`${portal.url}/api/v1/operations/${id}/events`, {
    headers: { authorization: `Bearer ${portal.token}`, accept: 'text/event-stream' },
    signal: AbortSignal.timeout(120_000),
  })
  // Leaving the loop ends the request.
  for await (const line of linesOf(response.body ?? []))
    if (line.startsWith('data:') && isRunningStep(JSON.parse(line.slice(5)), key)) return
  throw new Error(`operation ${id} ended without the step ${key}`)
}

async function* linesOf(chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
}

function isRunningStep(event: unknown, key: RegExp): boolean {
  if (typeof event !== 'object' || event === null || !('step' in event)) return false
  const { step } = event
  if (typeof step !== 'object' || step === null || !('key' in step) || !('state' in step)) return false
  return step.state === 'running' && key.test(String(step.key))
}

/** Listening has begun when this resolves. */
async function engineDoes(
  docker: Docker,
  project: string,
  moment: { engine: RegExp; service: string },
  ended: AbortSignal,
): Promise<Watch> {
  const label = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${moment.service}`]
  const events = await docker.getEvents({ filters: { type: ['container'], label }, abortSignal: ended })
  const reached = (async () => {
    for await (const line of linesOf(events)) {
      const event: unknown = JSON.parse(line)
      const action = typeof event === 'object' && event !== null && 'Action' in event ? String(event.Action) : ''
      if (moment.engine.test(action)) return
    }
    throw new Error(`the operation ended without ${moment.engine}`)
  })()
  reached.catch(() => undefined)
  return { reached }
}
