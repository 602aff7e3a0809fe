import type {
  deployRequest,
  destroyRequest,
  lifecycleRequest,
  manageRequest,
  Operation,
  planRequest,
} from '@fun/contract/resources'
import type { z } from 'zod'
import { orderContext } from '../../adapters/store/encryption.ts'
import { CodedError } from '../../errors.ts'
import type { UseCaseContext } from '../context.ts'
import { startOperation } from '../operations/start.ts'
import { loadEnvironment } from './load.ts'
import type { EnvironmentRow } from './read.ts'

const target = (row: EnvironmentRow) => ({ environment: { id: row.id, name: row.name }, hostId: row.hostId })

/** Queues a deploy; an older queued one of the same environment is superseded. Throws `not-found`, `revision-not-kept`. */
export async function orderDeploy(
  context: UseCaseContext,
  name: string,
  body: z.infer<typeof deployRequest>,
): Promise<Operation> {
  const row = await loadEnvironment(context.deps, name)
  if (body.revisionId !== undefined) await requireKept(context, row, body.revisionId)
  return startOperation(context, {
    kind: 'deploy',
    ...target(row),
    input: { ...body, reference: body.reference ?? row.reference },
  })
}

/** Throws unless the revision can be gone back to. */
async function requireKept({ deps }: UseCaseContext, row: EnvironmentRow, revisionId: string): Promise<void> {
  const found = await deps.store.revision.findFirst({ where: { id: revisionId, environmentId: row.id } })
  if (found === null) throw new CodedError('not-found', `The environment ${row.name} has no revision ${revisionId}.`)
  if (found.servedAt === null)
    throw new CodedError('revision-not-kept', `Revision ${found.number} of ${row.name} never served.`)
  if (found.droppedAt !== null)
    throw new CodedError(
      'revision-not-kept',
      `Revision ${found.number} of ${row.name} is no longer kept since ${found.droppedAt.toISOString()}.`,
    )
}

/** Queues a plan: what a deploy would do now, without doing it. */
export async function orderPlan(
  context: UseCaseContext,
  name: string,
  body: z.infer<typeof planRequest>,
): Promise<Operation> {
  const row = await loadEnvironment(context.deps, name)
  if (body.revisionId !== undefined) await requireKept(context, row, body.revisionId)
  return startOperation(context, {
    kind: 'plan',
    ...target(row),
    input: { ...body, reference: body.reference ?? row.reference },
  })
}

/** Queues start, stop or restart of what is there. Throws `not-deployed` when there is nothing. */
export async function orderLifecycle(
  context: UseCaseContext,
  name: string,
  kind: 'start' | 'stop' | 'restart',
  body: z.infer<typeof lifecycleRequest>,
): Promise<Operation> {
  const row = await loadEnvironment(context.deps, name)
  requireDeployed(row)
  return startOperation(context, {
    kind,
    ...target(row),
    input: body.services === undefined ? {} : { services: body.services },
  })
}

/** Queues a destroy; the name must be typed again. Throws `name-mismatch`. */
export async function orderDestroy(
  context: UseCaseContext,
  name: string,
  body: z.infer<typeof destroyRequest>,
): Promise<Operation> {
  const row = await loadEnvironment(context.deps, name)
  if (body.name !== row.name)
    throw new CodedError('name-not-confirmed', `The name typed is ${body.name}, the environment is ${row.name}.`, {
      errors: [{ path: 'name', message: `Type ${row.name} to destroy it.` }],
    })
  return startOperation(context, {
    kind: 'destroy',
    ...target(row),
    input: body,
    auditDetail: { removeData: body.removeData },
  })
}

/** Queues a `manage.py` command. A superuser's password is stored encrypted with the operation and forgotten when it ends. */
export async function orderManage(
  context: UseCaseContext,
  name: string,
  body: z.infer<typeof manageRequest>,
): Promise<Operation> {
  const row = await loadEnvironment(context.deps, name)
  requireDeployed(row)
  if (body.command !== 'superuser') return startOperation(context, { kind: 'manage', ...target(row), input: body })
  const { password, ...rest } = body
  const passwordEncrypted = Buffer.from(context.deps.encryption.encrypt(password, orderContext(row.id))).toString(
    'base64',
  )
  return startOperation(context, {
    kind: 'manage',
    ...target(row),
    input: { ...rest, passwordEncrypted },
    auditDetail: rest,
  })
}

function requireDeployed(row: EnvironmentRow): void {
  if (row.servingRevision !== null) return
  throw new CodedError('environment-not-deployed', `The environment ${row.name} has never been deployed.`, {
    cure: `Deploy it first: POST /api/v1/environments/${row.name}/deployments.`,
  })
}
