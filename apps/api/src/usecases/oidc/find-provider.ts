import type { Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'

/** A provider by name. Throws `not-found`. */
export async function findProvider(store: Pick<Prisma.TransactionClient, 'oidcProvider'>, name: string) {
  const row = await store.oidcProvider.findUnique({ where: { name } })
  if (row === null) throw new CodedError('not-found', `There is no provider ${name}.`)
  return row
}
