import type { Prisma } from '../adapters/store/generated/client.ts'
import { labelOf } from '../policy/principal.ts'
import type { Actor } from './context.ts'

/** Writes an audit entry in the transaction of the change: a change whose audit fails is rolled back. `detail` holds no secret. */
export async function audit(
  transaction: Prisma.TransactionClient,
  principal: Actor,
  action: string,
  subject: string,
  detail: Prisma.InputJsonObject = {},
  facts: { result?: 'done' | 'refused' } = {},
): Promise<void> {
  await transaction.auditEntry.create({
    data: { principal: labelOf(principal), action, subject, detail: { ...detail, ...facts } },
  })
}
