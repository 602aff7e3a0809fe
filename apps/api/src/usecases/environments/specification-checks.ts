import path from 'node:path'
import { type StoredSpecification, storedSpecification } from '@fun/compose-model/specification'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import { beneathRoots } from '../../beneath-roots.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { mayDo } from '../../policy/may-do.ts'
import type { Principal } from '../../policy/principal.ts'
import { parseSpecification } from './present.ts'

/**
 * Parses what a person sent. The release may be absent: the worker reads it from the tree. Throws `invalid` with the field's path below
 * `specification`.
 */
export function checkSpecification(sent: Record<string, unknown>): StoredSpecification {
  const parsed = storedSpecification.safeParse(sent)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({
    path: ['specification', ...issue.path].join('.'),
    message: issue.message,
  }))
  throw new CodedError('invalid-request', errors.map((each) => `${each.path}: ${each.message}`).join(' '), { errors })
}

/** Host ports that a specification publishes, with the fields that name them. LMS and CMS may share the port of nginx. */
export function publishedPorts({ kind, lms, cms }: StoredSpecification): Array<{ path: string; port: number }> {
  const nginx = [
    { path: 'specification.lms.port', port: lms.port },
    ...(cms.port === lms.port ? [] : [{ path: 'specification.cms.port', port: cms.port }]),
  ]
  if (kind !== 'development') return nginx
  return [
    ...nginx,
    { path: 'specification.lms.developmentPort', port: lms.developmentPort },
    { path: 'specification.cms.developmentPort', port: cms.developmentPort },
  ]
}

function portTaken({ path, port }: { path: string; port: number }, by: string, cure: string): CodedError {
  const message = `Port ${port} ${by}.`
  return new CodedError('port-taken', message, { cure, errors: [{ path, message }] })
}

/** Refuses ports that another environment of the host is set to publish. Throws `port-taken`, naming it to who may see it. */
export async function refusePortConflicts(
  transaction: Prisma.TransactionClient,
  { principal, hostId, ownId }: { principal: Principal; hostId: string; ownId?: string },
  specification: StoredSpecification,
): Promise<void> {
  const wanted = publishedPorts(specification)
  const repeated = wanted.find(({ port }, index) => wanted.findIndex((each) => each.port === port) !== index)
  if (repeated !== undefined)
    throw portTaken(repeated, 'is named twice in the specification', 'Choose different ports.')
  const others = await transaction.environment.findMany({
    where: { hostId, ...(ownId === undefined ? {} : { id: { not: ownId } }) },
  })
  for (const other of others) {
    const theirs = parseSpecification(other.specification)
    if (
      theirs.bindAddress !== specification.bindAddress &&
      ![theirs.bindAddress, specification.bindAddress].includes('0.0.0.0')
    )
      continue
    const theirPorts = new Set(publishedPorts(theirs).map(({ port }) => port))
    const taken = wanted.find(({ port }) => theirPorts.has(port))
    if (taken === undefined) continue
    const cure = 'Choose other ports (specification.lms.port, specification.cms.port)'
    if (!mayDo(principal, 'environment:read', other.id)) throw portTaken(taken, 'is taken on this host', `${cure}.`)
    throw portTaken(taken, `belongs to the environment ${other.name}`, `${cure}, or destroy ${other.name}.`)
  }
}

/**
 * The real path of a working tree that a person named, after checking that it lies beneath a root of the server's own configuration.
 * Throws `path-refused`.
 */
export async function checkWorkingTree(deps: Deps, kind: string, named: string): Promise<string> {
  const refuse = (detail: string): never => {
    throw new CodedError('path-refused', detail, { errors: [{ path: 'workingTree', message: detail }] })
  }
  if (kind !== 'development') return refuse('Only development environments mount a working tree from the host.')
  if (!path.isAbsolute(named)) return refuse('The working tree must be an absolute path.')
  const { developmentRoots } = deps.config
  const found = await beneathRoots(named, developmentRoots)
  switch (found.kind) {
    case 'beneath':
      return found.real
    case 'missing':
      return refuse(`There is no folder ${named} on this server.`)
    case 'outside':
      return refuse(
        `${named} does not lie beneath a folder that this server allows (${developmentRoots.join(', ') || 'none is set'}).`,
      )
  }
}
