import { z } from 'zod'
import { requestLogs } from '../adapters/queue/live-logs.ts'
import type { Deps } from '../deps.ts'
import { type ServerSentEvent, sendEvents } from '../plugins/sse.ts'
import type { EngineLogLine } from '../ports.ts'
import { loadEnvironment } from '../usecases/environments/load.ts'
import { type Api, eventStream, nameOrId } from './api.ts'

/** Log lines of one service's containers, asked of a worker: the API never speaks to an engine. */
export function logRoutes(app: Api, deps: Deps): void {
  const params = z.object({ environment: nameOrId, service: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/) })
  const querystring = z.object({
    tail: z.coerce.number().int().min(0).max(10_000).default(200),
    follow: z.stringbool().default(true),
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('Only lines from then on; of what was, no more than `tail`.'),
    batch: z
      .stringbool()
      .default(false)
      .describe('Events `lines` with as many lines as have come, in a list, instead of an event `line` for each.'),
  })
  app.get(
    '/environments/:environment/logs/:service',
    {
      config: { policy: 'log:read' },
      schema: {
        operationId: 'followLogs',
        summary: 'Log lines of a service, as an event stream',
        tags: ['environments'],
        params,
        querystring,
        response: eventStream('Events `line` (with `batch`: `lines`); a last `problem` says why it ended early'),
      },
    },
    async (request, reply) => {
      const { id } = await loadEnvironment(deps, request.params.environment)
      const { batch, ...query } = request.query
      const asked = { environmentId: id, service: request.params.service, ...query }
      await sendEvents(request, reply, (signal) => events(requestLogs(deps, asked, signal), batch))
    },
  )
}

async function* events(batches: AsyncIterable<EngineLogLine[]>, batch: boolean): AsyncGenerator<ServerSentEvent> {
  for await (const lines of batches) {
    if (batch) yield { event: 'lines', data: lines }
    else for (const line of lines) yield { event: 'line', data: line }
  }
}
