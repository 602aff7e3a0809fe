import { build, type buildRequest } from '@fun/contract/resources'
import type { z } from 'zod'
import type { Build } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId } from '../environments/load.ts'
import { startOperation } from '../operations/start.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'

/** Image parts that were made or reused, newest first; of one operation or one environment where asked. */
export async function listBuilds(
  { deps, principal }: UseCaseContext,
  query: PageRequest & { operation?: string | undefined; environmentId?: string | undefined },
) {
  const visible = idFilter(environmentsOf(principal, 'operation:read'))
  const where = {
    ...(query.operation === undefined ? {} : { operationId: query.operation }),
    operation: {
      AND: [
        visible === undefined ? {} : { environmentId: visible },
        query.environmentId === undefined ? {} : { environmentId: query.environmentId },
      ],
    },
  }
  return toPage(await deps.store.build.findMany({ where, ...pageArguments(query) }), query, presentBuild)
}

function presentBuild(row: Build): z.infer<typeof build> {
  return build.parse({
    ...row,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  })
}

/** Queues the build of a commit's image parts without any environment. Throws `invalid-request`. */
export async function orderBuild(context: UseCaseContext, body: z.infer<typeof buildRequest>) {
  const { deps } = context
  const source = await deps.store.source.findUnique({ where: byNameOrId(body.source) })
  const host = await deps.store.host.findUnique({ where: { name: deps.config.hostName } })
  if (source === null || host === null)
    throw new CodedError('invalid-request', `There is no source ${body.source}.`, {
      errors: [{ path: 'source', message: 'is not known' }],
    })
  return startOperation(context, {
    kind: 'build',
    hostId: host.id,
    input: { ...body, sourceId: source.id },
    auditDetail: body,
  })
}
