import { host, problem } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'

const engine = z.object({ version: z.string(), apiVersion: z.string(), memoryBytes: z.number(), cpus: z.number() })

/** Hosts with what a worker last saw of their engines. */
export async function listHosts(deps: Deps): Promise<Array<z.infer<typeof host>>> {
  const rows = await deps.store.host.findMany({ orderBy: { name: 'asc' } })
  return rows.map((row) =>
    host.parse({
      id: row.id,
      name: row.name,
      endpoint: row.endpoint,
      engine: engine.safeParse(row.observedState).data ?? null,
      observedAt: row.observedAt?.toISOString() ?? null,
      problem: z.object({ problem }).safeParse(row.observedState).data?.problem ?? null,
    }),
  )
}
