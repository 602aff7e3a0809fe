import type { AuditFilter } from '@fun/contract/audit'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { byNameOrId } from '../environments/load.ts'

/** The Prisma condition of a filter. An environment that is gone is still found by its id, and by its name where it was the subject. */
export async function auditWhere(deps: Pick<Deps, 'store'>, filter: AuditFilter): Promise<Prisma.AuditEntryWhereInput> {
  const { principal, action, subject, environment, result, from, to } = filter
  return {
    ...(principal === undefined
      ? {}
      : { principal: principal.includes(':') ? principal : { endsWith: `:${principal}` } }),
    ...(action === undefined ? {} : { action: action.endsWith('.') ? { startsWith: action } : action }),
    ...(subject === undefined ? {} : { subject }),
    ...(environment === undefined ? {} : { OR: await ofEnvironment(deps, environment) }),
    ...(result === undefined ? {} : { result }),
    ...(from === undefined && to === undefined
      ? {}
      : { at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) } }),
  }
}

async function ofEnvironment(deps: Pick<Deps, 'store'>, named: string): Promise<Prisma.AuditEntryWhereInput[]> {
  const where = byNameOrId(named)
  const found = await deps.store.environment.findUnique({ where, select: { id: true, name: true } })
  const bySubject = (subject: string) => ({ subject, NOT: { action: { startsWith: 'source.' } } })
  if (found !== null) return [{ environmentId: found.id }, { environmentId: null, ...bySubject(found.name) }]
  return 'id' in where ? [{ environmentId: where.id }] : [bySubject(named)]
}
