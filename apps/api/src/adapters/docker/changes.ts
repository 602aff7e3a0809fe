import { Readable } from 'node:stream'
import { labels } from '@fun/reconcile/labels'
import { z } from 'zod'
import { type EngineClient, translate } from './engine-client.ts'
import { readMessages } from './json-stream.ts'

/** What changes how a container is seen. Health checks run by exec, which are events too, every few seconds: they are left out. */
const seen = ['create', 'start', 'die', 'destroy', 'oom', 'pause', 'unpause', 'rename', 'update', 'health_status']
const ofNetworks = ['connect', 'disconnect']

/** Source: Engine API 1.41, SystemEvents. A container's attributes are its labels, a network's are not. */
const engineEvent = z.object({ Actor: z.object({ Attributes: z.record(z.string(), z.string()).optional() }) })

/**
 * Follows the engine's events until the abort, which is no error here. `onOpen` is called once what happens from then on is told; `onChange` with the project of a
 * container that changed, or with undefined for a change that may be of any. Throws EngineUnreachable when the stream ends.
 */
export async function followChanges(
  client: EngineClient,
  onOpen: () => void,
  onChange: (project: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  const what = 'tell what changes'
  const filters = JSON.stringify({ type: ['container', 'network'], event: [...seen, ...ofNetworks] })
  const stream = await client.call(what, signal, (_signal, docker) => docker.getEvents({ filters }))
  if (!(stream instanceof Readable)) throw new TypeError('the engine answered without a stream')
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  onOpen()
  try {
    await readMessages(stream, (message) => {
      const event = engineEvent.safeParse(message)
      onChange(event.success ? event.data.Actor.Attributes?.[labels.project] : undefined)
    })
  } catch (error) {
    if (!signal.aborted) throw translate(error, what, client.address)
  } finally {
    signal.removeEventListener('abort', stop)
    stream.destroy()
  }
}
