import { z } from 'zod'
import { Prisma } from '../adapters/store/generated/client.ts'
import { asJson } from '../events/append.ts'
import { labelOf } from '../policy/principal.ts'
import { contentHashOf } from './audit/chain.ts'
import { masked } from './audit/mask.ts'
import type { Actor } from './context.ts'

/** What an entry says beside who, what and on what. Values under keys that name secrets are masked. */
export interface AuditFacts {
  environmentId?: string | undefined
  before?: Record<string, unknown> | undefined
  after?: Record<string, unknown> | undefined
  /** `done` unless said otherwise. */
  result?: 'done' | 'refused'
}

const object = z.record(z.string(), z.json())
const maskedObject = (value: Record<string, unknown>) => masked(object.parse(asJson(value)))

/**
 * Writes an audit entry in the transaction of the change: a change whose audit fails is rolled back. `action` is noun.verb, `subject` the name
 * of what is changed, `detail` holds no secret. The database chains the entry when the transaction commits.
 */
export async function audit(
  transaction: Pick<Prisma.TransactionClient, 'auditEntry'>,
  actor: Pick<Actor, 'kind' | 'name' | 'id' | 'origin'>,
  action: string,
  subject: string,
  detail: Prisma.InputJsonObject = {},
  facts: AuditFacts = {},
): Promise<void> {
  const at = new Date()
  const before = facts.before === undefined ? null : maskedObject(facts.before)
  const after = facts.after === undefined ? null : maskedObject(facts.after)
  const content = {
    principal: labelOf(actor),
    principalId: actor.id,
    clientAddress: actor.origin?.clientAddress ?? null,
    userAgent: actor.origin?.userAgent ?? null,
    requestId: actor.origin?.requestId ?? null,
    action,
    subject,
    environmentId: facts.environmentId ?? null,
    result: facts.result ?? 'done',
    detail: maskedObject(detail),
  }
  const contentHash = contentHashOf({ ...content, at: at.toISOString(), before, after })
  await transaction.auditEntry.create({
    data: {
      ...content,
      at,
      detail: asJson(content.detail),
      before: before === null ? Prisma.DbNull : asJson(before),
      after: after === null ? Prisma.DbNull : asJson(after),
      contentHash,
    },
  })
}
