import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { type SecretRecipe, secretRecipes } from '@fun/compose-model/secrets'
import { secretContext } from '../../adapters/store/encryption.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'

/** Values of every secret that an environment may need, freshly made. */
export function generateSecrets(): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, recipe] of Object.entries<SecretRecipe>(secretRecipes)) values[name] = generate(recipe, values)
  return values
}

/** Begins with a letter or digit: a value with a hyphen in front would be taken for an option by programs that are given it as an argument. */
function token(bytes: number): string {
  const value = randomBytes(bytes).toString('base64url')
  return /^[A-Za-z0-9]/.test(value) ? value : token(bytes)
}

function generate(recipe: SecretRecipe, made: Record<string, string>): string {
  switch (recipe.kind) {
    case 'token':
      return token(recipe.bytes)
    case 'jwk-private': {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: recipe.modulusBits })
      return JSON.stringify({
        ...privateKey.export({ format: 'jwk' }),
        kid: randomUUID(),
        use: 'sig',
        alg: recipe.algorithm,
      })
    }
    case 'jwk-public-set': {
      const { kid, use, alg, ...key } = JSON.parse(made[recipe.of] ?? '{}')
      const publicKey = createPublicKey({ key, format: 'jwk' }).export({ format: 'jwk' })
      return JSON.stringify({ keys: [{ ...publicKey, kid, use, alg }] })
    }
  }
}

/** Stores values encrypted; a name that exists gets a new version. */
export async function storeSecrets(
  deps: Deps,
  transaction: Prisma.TransactionClient,
  environmentId: string,
  values: Record<string, string>,
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const valueEncrypted = deps.encryption.encrypt(value, secretContext(environmentId, name))
    await transaction.secret.upsert({
      where: { environmentId_name: { environmentId, name } },
      create: { environmentId, name, valueEncrypted },
      update: { valueEncrypted, version: { increment: 1 } },
    })
  }
}
