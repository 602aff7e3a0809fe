import { metricDaysKept, metricHoursFine } from '@fun/contract/metrics'
import type { Store } from '../adapters/store/client.ts'

/** Length of the rows that those of a minute are rolled up to. */
export const coarseSeconds = 900

/** Rows of minutes are from then on, older ones have been rolled up. A whole quarter of an hour. */
export function fineSince(now: Date): Date {
  const coarseMs = coarseSeconds * 1000
  return new Date(Math.floor((now.getTime() - metricHoursFine * 3_600_000) / coarseMs) * coarseMs)
}

/**
 * Rolls minutes up to quarters of an hour after two days, and forgets what is older than 30 days. Each in one statement: a row is in one form or the other,
 * whenever somebody reads and however many workers do it. One environment after the other, because the key begins with it.
 */
export async function keepSamples(store: Store, now: Date): Promise<void> {
  const before = fineSince(now)
  const outdated = { seconds: coarseSeconds, at: { lt: new Date(now.getTime() - metricDaysKept * 86_400_000) } }
  for (const { id } of await store.environment.findMany({ select: { id: true } })) {
    await rollUpServices(store, id, before)
    await store.serviceSample.deleteMany({ where: { environmentId: id, ...outdated } })
  }
  for (const { id } of await store.host.findMany({ select: { id: true } })) {
    await rollUpHost(store, id, before)
    await store.hostSample.deleteMany({ where: { hostId: id, ...outdated } })
  }
}

async function rollUpServices(store: Store, environmentId: string, before: Date): Promise<void> {
  await store.$executeRaw`
    WITH fine AS (
      DELETE FROM "ServiceSample" WHERE "environmentId" = ${environmentId}::uuid AND seconds = 60 AND at < ${before}
      RETURNING *, to_timestamp(floor(extract(epoch FROM at) / 900) * 900)::timestamp AS quarter
    ), histogram AS (
      SELECT service, quarter, array_agg(count::int ORDER BY part) AS counts FROM (
        SELECT service, quarter, part, sum(responses) AS count
        FROM fine, unnest("responsesByTime") WITH ORDINALITY AS histogram(responses, part) GROUP BY 1, 2, 3
      ) AS parts GROUP BY 1, 2
    )
    INSERT INTO "ServiceSample" ("environmentId", service, at, seconds, "cpuCores", "memoryBytes", "receivedBytes", "sentBytes", "readBytes",
      "writtenBytes", "tasksWaiting", requests, errors, "responsesByTime")
    SELECT ${environmentId}::uuid, service, quarter, 900, avg("cpuCores"), avg("memoryBytes"), avg("receivedBytes"), avg("sentBytes"),
      avg("readBytes"), avg("writtenBytes"), avg("tasksWaiting"), sum(requests), sum(errors), coalesce(max(counts), '{}')
    FROM fine LEFT JOIN histogram USING (service, quarter) GROUP BY service, quarter
    ON CONFLICT DO NOTHING`
}

async function rollUpHost(store: Store, hostId: string, before: Date): Promise<void> {
  await store.$executeRaw`
    WITH fine AS (
      DELETE FROM "HostSample" WHERE "hostId" = ${hostId}::uuid AND seconds = 60 AND at < ${before}
      RETURNING *, to_timestamp(floor(extract(epoch FROM at) / 900) * 900)::timestamp AS quarter
    )
    INSERT INTO "HostSample" ("hostId", at, seconds, "cpuCores", "memoryBytes", "receivedBytes", "sentBytes", "readBytes", "writtenBytes",
      "diskFreeBytes", "operationsQueued", "operationsRunning")
    SELECT ${hostId}::uuid, quarter, 900, avg("cpuCores"), avg("memoryBytes"), avg("receivedBytes"), avg("sentBytes"), avg("readBytes"),
      avg("writtenBytes"), avg("diskFreeBytes"), avg("operationsQueued"), avg("operationsRunning")
    FROM fine GROUP BY quarter
    ON CONFLICT DO NOTHING`
}
