import { problem, source } from '@fun/contract/resources'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What a presented source is read with. */
export const sourceInclude = { _count: { select: { webhookSecrets: true } } } satisfies Prisma.SourceInclude

type SourceRow = Prisma.SourceGetPayload<{ include: typeof sourceInclude }>

/** A source as the contract has it: credentials and secrets are never shown. */
export function presentSource(row: SourceRow) {
  return source.parse({
    id: row.id,
    name: row.name,
    url: row.url,
    hasCredentials: row.credentialsEncrypted !== null,
    hasWebhookSecret: row._count.webhookSecrets > 0,
    lastPolledAt: row.lastPolledAt?.toISOString() ?? null,
    lastPollProblem: problem.safeParse(row.lastPollProblem).data ?? null,
    createdAt: row.createdAt.toISOString(),
  })
}
