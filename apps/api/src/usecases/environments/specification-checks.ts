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

/** Host ports that a specification publishes. */
export function publishedPorts({ kind, lms, cms }: StoredSpecification): number[] {
  const nginx = [...new Set([lms.port, cms.port])]
  return kind === 'development' ? [...nginx, lms.developmentPort, cms.developmentPort] : nginx
}

/** Refuses ports that another environment of the host is set to publish. Throws `port-taken`, naming it to who may see it. */
export async function refusePortConflicts(
  transaction: Prisma.TransactionClient,
  { principal, hostId, ownId }: { principal: Principal; hostId: string; ownId?: string },
  specification: StoredSpecification,
): Promise<void> {
  const wanted = publishedPorts(specification)
  const repeated = wanted.find((port, index) => wanted.indexOf(port) !== index)
  if (repeated !== undefined)
    throw new CodedError('port-taken', `Port ${repeated} is named twice in the specification.`, {
      cure: 'Choose different ports.',
    })
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
    const taken = publishedPorts(theirs).find((port) => wanted.includes(port))
    if (taken === undefined) continue
    const cure = 'Choose other ports (specification.lms.port, specification.cms.port)'
    if (!mayDo(principal, 'environment:read', other.id))
      throw new CodedError('port-taken', `Port ${taken} is taken on this host.`, { cure: `${cure}.` })
    throw new CodedError('port-taken', `Port ${taken} belongs to the environment ${other.name}.`, {
      cure: `${cure}, or destroy ${other.name}.`,
    })
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
