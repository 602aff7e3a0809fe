import { setTimeout as sleep } from 'node:timers/promises'
import { Prisma } from '../adapters/store/generated/client.ts'
import type { TestApi } from './test-api.ts'

/** Runs `one`, and `other` once `one` waits for its commit; both commit afterwards. */
export async function overlap<One, Other>(
  api: TestApi,
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<[One, Other]> {
  const { store } = api.installation.deps
  const waiting = async (count: number) => {
    for (let round = 0; round < 1_000; round += 1) {
      const [row] = await store.$queryRaw<Array<{ count: number }>>(
        Prisma.sql`SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      if ((row?.count ?? 0) >= count) return
      await sleep(5)
    }
    throw new Error(`Fewer than ${count} wait.`)
  }
  return store
    .$transaction(
      async (transaction) => {
        // Every commit that writes to the audit waits for its head.
        await transaction.$queryRaw`SELECT 1 FROM "AuditHead" WHERE id = 1 FOR UPDATE`
        const first = one()
        await waiting(1)
        const second = other()
        await waiting(2)
        return { first, second }
      },
      { timeout: 30_000 },
    )
    .then(({ first, second }) => Promise.all([first, second]))
}
