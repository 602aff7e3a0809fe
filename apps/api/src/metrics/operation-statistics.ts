import { z } from 'zod'
import type { Deps } from '../deps.ts'

/** Upper bounds in seconds; a deploy of code takes seconds, a first build a quarter of an hour. */
export const durationBoundsSeconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600]

const number = z.coerce.number()
const operations = z.array(
  z.object({
    kind: z.string(),
    state: z.string(),
    /** Number of bounds that the duration reaches; null when it has not both ends. */
    place: z.int().nullable(),
    count: number,
    seconds: number,
  }),
)
const leases = z.array(z.object({ holder: z.string(), count: number }))
const queues = z.array(z.object({ host: z.string(), count: number, oldestSeconds: number }))

/** What PostgreSQL knows of operations at one moment: the same whichever process is asked, and however often processes were restarted. */
export interface OperationStatistics {
  operations: z.infer<typeof operations>
  leases: z.infer<typeof leases>
  queues: z.infer<typeof queues>
}

/** Reads the whole table of operations: some 50 ms with 100,000 of them. */
export async function readOperationStatistics({ store }: Pick<Deps, 'store'>): Promise<OperationStatistics> {
  const [counted, held, queued] = await Promise.all([
    store.$queryRaw`
      SELECT kind::text, state::text, place, count(*) AS count, coalesce(sum(seconds), 0) AS seconds
      FROM "Operation",
        LATERAL (SELECT extract(epoch FROM "finishedAt" - "startedAt")::float8 AS seconds) AS took,
        LATERAL (SELECT width_bucket(seconds, ${durationBoundsSeconds}::float8[]) AS place) AS placed
      GROUP BY kind, state, place`,
    store.$queryRaw`
      SELECT "leaseHolder" AS holder, count(*) AS count FROM "Operation"
      WHERE state IN ('running', 'cancelling') AND "leaseHolder" IS NOT NULL AND "leaseExpiresAt" > now()
      GROUP BY "leaseHolder"`,
    store.$queryRaw`
      SELECT "Host".name AS host, count("Operation".id) AS count,
        coalesce(extract(epoch FROM now() - min("Operation"."queuedAt")), 0)::float8 AS "oldestSeconds"
      FROM "Host" LEFT JOIN "Operation" ON "Operation"."hostId" = "Host".id AND "Operation".state = 'queued'
      GROUP BY "Host".name`,
  ])
  return { operations: operations.parse(counted), leases: leases.parse(held), queues: queues.parse(queued) }
}
