import type { Operation } from '../adapters/store/generated/client.ts'
import { asJson } from '../events/append.ts'
import { asObject } from './pin-result.ts'

/** The change that takes an order's encrypted password off the row of an operation that ends; nothing when it holds none. */
export function withoutPassword({ input }: Pick<Operation, 'input'>) {
  const { passwordEncrypted, ...rest } = asObject(input)
  return passwordEncrypted === undefined ? {} : { input: asJson(rest) }
}
