import type { Prisma } from '../adapters/store/generated/client.ts'
import { labelOf, type Principal } from '../policy/principal.ts'

/** Writes an audit entry in the transaction of the change: a change whose audit fails is rolled back. `detail` holds no secret. */
export async function audit(
  transaction: Prisma.TransactionClient,
  principal: Principal,
  action: string,
  subject: string,
  detail: Prisma.InputJsonObject = {},
): Promise<void> {
  await transaction.auditEntry.create({
    data: { principal: labelOf(principal), action, subject, detail },
  })
}
