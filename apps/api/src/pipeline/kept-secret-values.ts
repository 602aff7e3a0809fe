import { secretContext } from '../adapters/store/encryption.ts'
import type { Deps } from '../deps.ts'

/** Every value of an environment's secrets that is kept, in use or not: containers keep those that they were started with. */
export async function keptSecretValues(
  { store, encryption }: Pick<Deps, 'store' | 'encryption'>,
  environmentId: string,
): Promise<string[]> {
  const select = { name: true, valueEncrypted: true } as const
  const [inUse, versions] = await Promise.all([
    store.secret.findMany({ where: { environmentId }, select }),
    store.secretVersion.findMany({ where: { environmentId }, select }),
  ])
  const values = [...inUse, ...versions].map(({ name, valueEncrypted }) =>
    encryption.decrypt(valueEncrypted, secretContext(environmentId, name)),
  )
  return [...new Set(values)]
}
