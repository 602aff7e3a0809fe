import type { InputJsonValue, JsonObject, JsonValue } from '../adapters/store/generated/internal/prismaNamespace.ts'
import { asJson } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import { type Claim, fenced, type OperationDeps } from './fence.ts'

/** Keeps facts with the operation as they become known (commit, revision, exit code …), so that a second attempt uses the same. Returns the whole. */
export async function pinResult(
  deps: OperationDeps,
  claim: Claim,
  facts: Record<string, unknown>,
): Promise<JsonObject> {
  const result = await fenced(deps, claim, async (transaction, operation) => {
    const updated = await transaction.operation.update({
      where: { id: operation.id },
      data: { result: mergeFacts(operation.result, facts) },
      select: { result: true },
    })
    return updated.result
  })
  publishOperation(deps.bus, claim.operation, claim.operation.eventSequence)
  return asObject(result)
}

/** Later facts win; facts that are undefined are left out. */
export function mergeFacts(result: JsonValue, facts: Record<string, unknown>): InputJsonValue {
  return asJson({ ...asObject(result), ...facts })
}

export function asObject(value: JsonValue | null): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
