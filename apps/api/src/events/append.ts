import type { OperationEvent } from '@fun/contract/resources'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { InputJsonValue } from '../adapters/store/generated/internal/prismaNamespace.ts'

type WithoutEnvelope<E> = E extends OperationEvent ? Omit<E, 'sequence' | 'at'> : never
/** An event before it is numbered. */
export type NewEvent = WithoutEnvelope<OperationEvent>

/**
 * Appends events inside the caller's transaction and returns the newest sequence. Numbering takes the lock of the operation's row:
 * sequences are committed in their order, so that a reader who saw n has seen all below n.
 */
export async function appendEvents(
  transaction: StoreTransaction,
  operationId: string,
  events: NewEvent[],
): Promise<number> {
  const { eventSequence } = await transaction.operation.update({
    where: { id: operationId },
    data: { eventSequence: { increment: events.length } },
    select: { eventSequence: true },
  })
  const first = eventSequence - events.length + 1
  const at = new Date()
  await transaction.operationEvent.createMany({
    data: events.map(({ type, ...data }, index) => ({
      operationId,
      sequence: first + index,
      at,
      type,
      data: asJson(data),
    })),
  })
  return eventSequence
}

/** What was parsed or typed as JSON becomes what Prisma takes; undefined members fall away, and every text is storable. */
export function asJson(value: unknown): InputJsonValue {
  const text = JSON.stringify(value, (_key, member) => (typeof member === 'string' ? storable(member) : member))
  const copy: InputJsonValue = JSON.parse(text)
  return copy
}

/**
 * Text that PostgreSQL takes, as jsonb too: output of containers may hold NUL, and a cut may halve a character. An operation whose
 * end could not be written for such a text would be taken up again for ever.
 */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed()
}
