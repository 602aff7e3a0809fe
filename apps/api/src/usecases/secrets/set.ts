import type { Secret } from '@fun/contract/secrets'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'
import { checkSecrets } from './check.ts'
import { findSecret } from './list.ts'
import { storeSecrets } from './store.ts'

/**
 * Gives a secret a value, as a new version; the next deploy hands it to what names it. Throws `not-found`, `secret-name-refused`, `secret-derived`,
 * `invalid-request`.
 */
export async function setSecret(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
  name: string,
  value: string,
): Promise<Secret> {
  const { id, name: environment } = await loadEnvironment(deps, nameOrId)
  const values = checkSecrets({ [name]: value }, () => 'value')
  await deps.store.$transaction(async (transaction) => {
    const secrets = await storeSecrets(deps, transaction, id, values, labelOf(principal))
    await audit(transaction, principal, 'secret.set', environment, { secrets }, { environmentId: id })
  })
  return findSecret(deps, id, name)
}
