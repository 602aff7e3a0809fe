import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from './list.ts'

/** Removes a source that no environment uses. Throws `not-found`, `source-in-use`. */
export async function removeSource({ deps, principal }: UseCaseContext, nameOrId: string): Promise<void> {
  const source = await findSource(deps, nameOrId)
  await deps.store.$transaction(async (transaction) => {
    const user = await transaction.environment.findFirst({ where: { sourceId: source.id } })
    if (user !== null)
      throw new CodedError('source-in-use', `The environment ${user.name} uses the source ${source.name}.`, {
        cure: `Destroy ${user.name} first.`,
      })
    await transaction.build.deleteMany({ where: { sourceId: source.id } })
    await transaction.source.delete({ where: { id: source.id } })
    await audit(transaction, principal, 'source.remove', source.name)
  })
}
