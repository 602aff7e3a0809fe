import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Store = PrismaClient
/** What a use case gets inside `store.$transaction(async (transaction) => …)`. */
export type StoreTransaction = Omit<
  PrismaClient,
  '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'
>

/**
 * The only place that makes a Prisma client. The session's time zone is UTC because columns are `timestamp` without zone
 * and raw SQL uses `now()`; the statement timeout keeps a lost lock from holding a request for ever.
 */
export function createStore(options: { databaseUrl: string; connectionsMax?: number }): Store {
  const adapter = new PrismaPg({
    connectionString: options.databaseUrl,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC -c statement_timeout=30000',
  })
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 20_000 } })
}
