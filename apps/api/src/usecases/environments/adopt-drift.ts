import type { DriftAdoption } from '@fun/contract/resources'
import { z } from 'zod'
import type { JsonObject } from '../../adapters/store/generated/internal/prismaNamespace.ts'
import { asJson } from '../../events/append.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from './load.ts'
import { parseSpecification } from './present.ts'
import { checkSpecification } from './specification-checks.ts'

const observed = z.object({
  services: z.array(
    z.object({ service: z.string(), drift: z.array(z.string()), memoryBytesByHand: z.number().optional() }),
  ),
})

/**
 * Makes what was changed by hand part of the specification, as far as it can express it; the rest is named, and the next deploy reverts
 * it. Goes by what a worker last saw. Nothing drifted: nothing is changed. The next deploy makes the containers anew with the same values.
 */
export async function adoptDrift({ deps, principal }: UseCaseContext, nameOrId: string): Promise<DriftAdoption> {
  const { id, name } = await loadEnvironment(deps, nameOrId)
  return deps.store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('environments'))`
    const row = await transaction.environment.findUniqueOrThrow({ where: { id } })
    const services = observed.safeParse(row.observedState).data?.services ?? []
    const answer: DriftAdoption = { adopted: [], notAdoptable: [], observedAt: row.observedAt?.toISOString() ?? null }
    const stored = z.record(z.string(), z.json()).parse(structuredClone(row.specification))
    for (const { service, drift, memoryBytesByHand } of services) {
      const paths = memoryBytesByHand === undefined ? [] : memoryPaths(row.specification, service)
      for (const path of paths) {
        const before = write(stored, path, memoryBytesByHand === 0 ? undefined : memoryBytesByHand)
        answer.adopted.push({ service, path: path.join('.'), before, after: memoryBytesByHand || null })
      }
      const left = drift.filter((each) => paths.length === 0 || !each.startsWith('memory limit '))
      if (left.length > 0) answer.notAdoptable.push({ service, drift: left })
    }
    if (answer.adopted.length === 0) return answer
    checkSpecification(stored)
    await transaction.environment.update({ where: { id }, data: { specification: asJson(stored) } })
    const adopted = answer.adopted.map((each) => ({ ...each }))
    await audit(transaction, principal, 'environment.adopt-drift', name, { adopted }, { environmentId: id })
    return answer
  })
}

/** Fields of the specification that give a service its memory limit; none where it cannot say. */
function memoryPaths(specification: unknown, service: string): string[][] {
  const { cache, broker, mysql, mongodb } = parseSpecification(specification)
  const own: Record<string, string[][]> = {
    lms: [['lms', 'memoryBytesMax']],
    cms: [['cms', 'memoryBytesMax']],
    mysql: mysql.mode === 'container' ? [['mysql', 'memoryBytesMax']] : [],
    mongodb: mongodb.mode === 'container' ? [['mongodb', 'memoryBytesMax']] : [],
  }
  const shared = [
    ...(cache.kind === service && cache.service.mode === 'container' ? [['cache', 'service', 'memoryBytesMax']] : []),
    ...(broker.kind === service && broker.service.mode === 'container'
      ? [['broker', 'service', 'memoryBytesMax']]
      : []),
  ]
  return own[service] ?? shared
}

/** What a variant of the specification must say of itself where a person left all of it to the defaults. */
const discriminators: Record<string, JsonObject> = {
  mysql: { mode: 'container' },
  mongodb: { mode: 'container' },
  cache: { kind: 'redis' },
  broker: { kind: 'redis' },
  service: { mode: 'container' },
}

/** Sets a number deep in a stored specification, or takes it away; answers what stood there. */
function write(stored: Record<string, unknown>, path: string[], value: number | undefined): number | null {
  const [key = '', ...rest] = path
  if (rest.length > 0) {
    const inner = stored[key]
    const object: Record<string, unknown> = isObject(inner) ? inner : { ...discriminators[key] }
    stored[key] = object
    return write(object, rest, value)
  }
  const before = stored[key]
  if (value === undefined) delete stored[key]
  else stored[key] = value
  return typeof before === 'number' ? before : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
