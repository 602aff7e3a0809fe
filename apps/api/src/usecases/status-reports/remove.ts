import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from '../sources/list.ts'

/** The git host is told nothing more, and its token is forgotten. Throws `not-found`. */
export async function removeStatusReports({ deps, principal }: UseCaseContext, named: string): Promise<void> {
  const source = await findSource(deps, named)
  await deps.store.$transaction(async (transaction) => {
    const { count } = await transaction.statusReports.deleteMany({ where: { sourceId: source.id } })
    if (count === 0) throw new CodedError('not-found', `The git host of ${source.name} is told nothing.`)
    await audit(transaction, principal, 'source.status-reports-remove', source.name)
  })
}
