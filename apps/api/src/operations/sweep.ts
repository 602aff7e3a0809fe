import type { OperationDeps } from './fence.ts'

/**
 * Knocks for every operation that no living worker has: queued ones (Redis may have forgotten them) and those whose lease ended
 * (their worker died). Run it every few seconds in every worker; it decides from rows only.
 * `unattended` is complete also while Redis is away: a worker may attend to those itself; `knocked` are those that Redis now knows.
 */
export async function sweepOperations(deps: OperationDeps): Promise<{ unattended: string[]; knocked: string[] }> {
  const unattended = await deps.store.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM "Operation"
    WHERE state = 'queued' OR (state IN ('running', 'cancelling') AND ("leaseExpiresAt" IS NULL OR "leaseExpiresAt" < now()))
    ORDER BY "queuedAt", id LIMIT 200`
  const knocked: string[] = []
  for (const { id } of unattended) {
    if (!(await deps.queue.knock(id))) break
    knocked.push(id)
  }
  return { unattended: unattended.map(({ id }) => id), knocked }
}
