import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { OperationKind, OperationState } from '../../adapters/store/generated/enums.ts'

/** What a list of operations can be narrowed to. */
export interface OperationFilter {
  environmentId?: string | undefined
  state?: OperationState[] | undefined
  kind?: OperationKind[] | undefined
  /** ISO instants of queueing: from `since` on, before `until`. */
  since?: string | undefined
  until?: string | undefined
  sort?: 'queuedAt' | '-queuedAt' | undefined
}

/** Ids are made by the API's clock, times by PostgreSQL's: so far they may differ. */
const clocksApartMsMax = 600_000

/** The condition of a filter. Times are looked up by id, which is a time too and has the index that lists are ordered by. */
export function operationWhere(filter: OperationFilter): Prisma.OperationWhereInput {
  const { environmentId, state, kind, since, until } = filter
  return {
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(state === undefined ? {} : { state: oneOf(state) }),
    ...(kind === undefined ? {} : { kind: oneOf(kind) }),
    ...(since === undefined && until === undefined
      ? {}
      : {
          queuedAt: { ...(since === undefined ? {} : { gte: since }), ...(until === undefined ? {} : { lt: until }) },
          id: {
            ...(since === undefined ? {} : { gte: idAt(Date.parse(since) - clocksApartMsMax) }),
            ...(until === undefined ? {} : { lte: idAt(Date.parse(until) + clocksApartMsMax) }),
          },
        }),
  }
}

const oneOf = <Value>(values: Value[]): Value | { in: Value[] } => {
  const [first] = values
  return values.length === 1 && first !== undefined ? first : { in: values }
}

/** The smallest UUIDv7 of a millisecond. Source: RFC 9562, 5.7. */
function idAt(ms: number): string {
  const hex = Math.min(Math.max(Math.trunc(ms), 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
