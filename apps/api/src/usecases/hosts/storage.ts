import { type HostStorage, hostStorage } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { loadHost } from './load.ts'

const stored = hostStorage
  .omit({ host: true, measuredAt: true, environments: true })
  .extend({ volumes: z.array(z.object({ name: z.string(), environmentId: z.string(), sizeBytes: z.number() })) })

/** What a worker last measured on a host. Throws `not-found` for an unknown host, and for one that was never measured. */
export async function readStorage(deps: Deps, nameOrId: string): Promise<HostStorage> {
  const host = await loadHost(deps, nameOrId)
  if (host.storage === null || host.storageAt === null)
    throw new CodedError('not-found', `Nobody has measured the host ${host.name} yet.`, {
      cure: `Every prune measures it: POST /api/v1/hosts/${host.name}/prune.`,
    })
  const { volumes, ...rest } = stored.parse(host.storage)
  const rows = await deps.store.environment.findMany({ where: { hostId: host.id }, select: { id: true, name: true } })
  const environments = rows.map(({ id, name }) => {
    const own = volumes.filter(({ environmentId }) => environmentId === id)
    const volumesBytes = own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return {
      id,
      name,
      volumesBytes,
      volumes: own.map((volume) => ({ name: volume.name, sizeBytes: volume.sizeBytes })),
    }
  })
  return hostStorage.parse({
    ...rest,
    host: { id: host.id, name: host.name },
    measuredAt: host.storageAt.toISOString(),
    environments,
  })
}
