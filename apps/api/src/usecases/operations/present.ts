import { type Operation, operation, type Step, step } from '@fun/contract/resources'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What a presented operation is read with. */
export const operationInclude = {
  environment: { select: { id: true, name: true } },
  steps: { orderBy: { position: 'asc' } },
} satisfies Prisma.OperationInclude

/** An operation as it is read. */
export type OperationRow = Prisma.OperationGetPayload<{ include: typeof operationInclude }>

const instant = (date: Date | null): string | null => date?.toISOString() ?? null

/** An operation as the contract has it. */
export function presentOperation(row: OperationRow): Operation {
  return operation.parse({
    ...row,
    environment: row.environment ?? environmentOf(row.result),
    queuedAt: row.queuedAt.toISOString(),
    startedAt: instant(row.startedAt),
    finishedAt: instant(row.finishedAt),
    steps: row.steps.map(presentStep),
  })
}

/** A destroyed environment is gone from its table; its last operation still knows its name. */
function environmentOf(result: Prisma.JsonValue): { id: string; name: string } | null {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null
  const known = result.environment
  if (typeof known !== 'object' || known === null || Array.isArray(known)) return null
  return typeof known.id === 'string' && typeof known.name === 'string' ? { id: known.id, name: known.name } : null
}

/** A step as the contract has it. */
export function presentStep(row: OperationRow['steps'][number]): Step {
  return step.parse({ ...row, startedAt: instant(row.startedAt), finishedAt: instant(row.finishedAt) })
}
