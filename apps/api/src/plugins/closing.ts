import fastifyPlugin from 'fastify-plugin'
import type { Config } from '../config.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Made for one event stream: aborted when the process begins to stop, or when the stream has lasted as long as one may. */
    endOfStream(): AbortSignal
  }
}

/** Ends what would last before the server waits for its connections: what is short is finished, streams are opened anew elsewhere. */
export const closingPlugin = fastifyPlugin<{ config: Config }>(
  async (app, { config }) => {
    const closing = new AbortController()
    app.decorate('endOfStream', () =>
      AbortSignal.any([closing.signal, AbortSignal.timeout(config.streamSecondsMax * 1000)]),
    )
    app.addHook('preClose', async () => closing.abort())
    // A connection that would be kept for a next request keeps the server from ending.
    app.addHook('onSend', async (_request, reply) => {
      if (closing.signal.aborted) reply.header('connection', 'close')
    })
  },
  { name: 'closing' },
)
