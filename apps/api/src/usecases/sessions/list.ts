import { session } from '@fun/contract/accounts'
import { requireUserSession } from '../../accounts/sessions.ts'
import type { Session } from '../../adapters/store/generated/client.ts'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'

/** One's own sessions, newest first. */
export async function listOwnSessions({ deps, principal }: UseCaseContext, page: PageRequest) {
  const { userId, sessionId } = requireUserSession(principal)
  const where = { userId, expiresAt: { gt: new Date() } }
  const rows = await deps.store.session.findMany({ where, ...pageArguments(page) })
  return toPage(rows, page, (row) => presentSession(row, sessionId))
}

function presentSession(row: Session, currentId: string) {
  return session.parse({
    id: row.id,
    current: row.id === currentId,
    method: row.method,
    userAgent: row.userAgent,
    clientAddress: row.clientAddress,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  })
}
