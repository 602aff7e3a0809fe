import { type Terminal, terminal } from '@fun/contract/terminal'
import type { TerminalSession } from '../../adapters/store/generated/client.ts'
import { orderedBySchema } from '../../policy/ordered-by.ts'

/** A terminal as the API shows it. */
export function presentTerminal(row: TerminalSession): Terminal {
  const { id, service, program, root, exitCode, end, openedAt, endedAt, environmentId, environmentName } = row
  const seconds = Math.round(((endedAt ?? new Date()).getTime() - openedAt.getTime()) / 1000)
  return terminal.parse({
    id,
    environment: { id: environmentId, name: environmentName },
    service,
    program,
    root,
    openedBy: orderedBySchema.parse(row.openedBy).name,
    openedAt: openedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    seconds: Math.max(0, seconds),
    end,
    exitCode,
    socket: endedAt === null ? `/api/v1/environments/${environmentId}/terminals/${id}/socket` : null,
  })
}
