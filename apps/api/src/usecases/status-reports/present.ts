import { problem } from '@fun/contract/resources'
import { statusReports } from '@fun/contract/webhooks'
import type { z } from 'zod'
import type { StatusReports } from '../../adapters/store/generated/client.ts'

/** How a git host is told, without its token. */
export function presentStatusReports(row: StatusReports): z.infer<typeof statusReports> {
  return statusReports.parse({
    provider: row.provider,
    apiUrl: row.apiUrl,
    repository: row.repository,
    since: row.since.toISOString(),
    lastSentAt: row.lastSentAt?.toISOString() ?? null,
    lastProblem: problem.safeParse(row.lastProblem).data ?? null,
  })
}
