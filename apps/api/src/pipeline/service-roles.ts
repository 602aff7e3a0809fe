import type { ServiceImageRole } from '@fun/compose-model/service-images'
import type { EnvironmentSpecification } from '@fun/compose-model/specification'

/** Roles that run as containers; the others are somebody else's servers or not used. */
export function usedRoles(specification: EnvironmentSpecification): Set<ServiceImageRole> {
  const used = new Set<ServiceImageRole>(['nginx'])
  if (specification.mysql.mode === 'container') used.add('mysql')
  if (specification.mongodb.mode === 'container') used.add('mongodb')
  if (specification.cache.service.mode === 'container') used.add(specification.cache.kind)
  if (specification.broker.service.mode === 'container') used.add(specification.broker.kind)
  return used
}

/** The image that the specification names for a role, in place of the release's. */
export function imageOverride(specification: EnvironmentSpecification, role: ServiceImageRole): string | undefined {
  const { mysql, mongodb, cache, broker } = specification
  if (role === 'mysql') return mysql.mode === 'container' ? mysql.image : undefined
  if (role === 'mongodb') return mongodb.mode === 'container' ? mongodb.image : undefined
  for (const { kind, service } of [cache, broker])
    if (kind === role && service.mode === 'container' && service.image !== undefined) return service.image
  return undefined
}
