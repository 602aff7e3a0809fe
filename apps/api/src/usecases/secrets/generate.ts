import { secretRecipe } from '@fun/compose-model/secrets'
import type { Secret } from '@fun/contract/secrets'
import { CodedError } from '../../errors.ts'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'
import { generateSecret, randomToken } from '../environments/secrets.ts'
import { requireOwnName } from './check.ts'
import { findSecret } from './list.ts'
import { storeSecrets } from './store.ts'

/** Passwords that a server wrote into its data volume when it was made: a new one in its environment changes nothing there. */
const heldByData = new Set(['MYSQL_ROOT_PASSWORD', 'MYSQL_PASSWORD', 'MONGODB_PASSWORD', 'RABBITMQ_PASSWORD'])
const ownTokenBytes = 32

/**
 * Makes a new value that nobody sees, as a new version; a key pair is made whole. Throws `not-found`, `secret-held-by-data`, `secret-name-refused`,
 * `secret-derived`.
 */
export async function generateNewSecret(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
  name: string,
): Promise<Secret> {
  const { id, name: environment, servingRevision } = await loadEnvironment(deps, nameOrId)
  requireOwnName(name, 'secret')
  if (heldByData.has(name) && servingRevision !== null)
    throw new CodedError('secret-held-by-data', `The server that ${name} belongs to keeps it with its data.`)
  const values = secretRecipe(name) === undefined ? { [name]: randomToken(ownTokenBytes) } : generateSecret(name)
  await deps.store.$transaction(async (transaction) => {
    const secrets = await storeSecrets(deps, transaction, id, values, labelOf(principal))
    await audit(transaction, principal, 'secret.generate', environment, { secrets }, { environmentId: id })
  })
  return findSecret(deps, id, name)
}
