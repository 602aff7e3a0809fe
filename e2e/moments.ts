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
  const stop = new AbortController()
  const response = await fetch(`${portal.url}/api/v1/operations/${id}/events`, {
    headers: { authorization: `Bearer ${portal.token}`, accept: 'text/event-stream' },
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(120_000)]),
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:') || !isRunningStep(JSON.parse(line.slice(5)), key)) continue
      stop.abort()
      return
    }
  }
  throw new Error(`operation ${id} ended without the step ${key}`)
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
  const stream = await docker.getEvents({ filters: { type: ['container'], label } })
  const reached = new Promise<void>((resolve, reject) => {
    const give = (error?: Error) => {
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy()
      if (error === undefined) resolve()
      else reject(error)
    }
    ended.addEventListener('abort', () => give(new Error(`the operation ended without ${moment.engine}`)))
    stream.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        const event: unknown = JSON.parse(line)
        if (
          typeof event === 'object' &&
          event !== null &&
          'Action' in event &&
          moment.engine.test(String(event.Action))
        )
          give()
      }
    })
  })
  reached.catch(() => undefined)
  return { reached }
}
