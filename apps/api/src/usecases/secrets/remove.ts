import { secretRecipe } from '@fun/compose-model/secrets'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'
import { findSecret } from './list.ts'

/** Removes a secret that somebody set, with all its versions. Throws `not-found`, `secret-generated`, `secret-in-use`. */
export async function removeSecret({ deps, principal }: UseCaseContext, nameOrId: string, name: string): Promise<void> {
  const { id, name: environment } = await loadEnvironment(deps, nameOrId)
  const { services, settings, version } = await findSecret(deps, id, name)
  if (secretRecipe(name) !== undefined)
    throw new CodedError('secret-generated', `${environment} cannot do without ${name}.`)
  if (services.length + settings.length > 0)
    throw new CodedError('secret-in-use', `${name} is named by ${[...settings, ...services].join(', ')}.`)
  await deps.store.$transaction(async (transaction) => {
    await transaction.secretVersion.deleteMany({ where: { environmentId: id, name } })
    await transaction.secret.deleteMany({ where: { environmentId: id, name } })
    await audit(transaction, principal, 'secret.remove', environment, { name, version }, { environmentId: id })
  })
}
