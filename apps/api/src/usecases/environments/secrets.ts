import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { type SecretRecipe, secretRecipe, secretRecipes } from '@fun/compose-model/secrets'
import { z } from 'zod'

/** Values of every secret that an environment may need, freshly made. */
export function generateSecrets(): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, recipe] of Object.entries<SecretRecipe>(secretRecipes)) values[name] = generate(recipe, values)
  return values
}

/** A fresh value of one secret, with what follows from it. Throws for a name without a recipe. */
export function generateSecret(name: string): Record<string, string> {
  const recipe = secretRecipe(name)
  if (recipe === undefined) throw new Error(`There is no recipe for ${name}.`)
  return withDerived({ [name]: generate(recipe, {}) })
}

/** The values and those that follow from them: the public half of a private key. Throws when a private key is none. */
export function withDerived(values: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = { ...values }
  for (const [name, recipe] of Object.entries<SecretRecipe>(secretRecipes))
    if (recipe.kind === 'jwk-public-set' && all[recipe.of] !== undefined) all[name] ??= generate(recipe, all)
  return all
}

/** Begins with a letter or digit: a value with a hyphen in front would be taken for an option by programs that are given it as an argument. */
export function randomToken(bytes: number): string {
  const value = randomBytes(bytes).toString('base64url')
  return /^[A-Za-z0-9]/.test(value) ? value : randomToken(bytes)
}

function generate(recipe: SecretRecipe, made: Record<string, string>): string {
  switch (recipe.kind) {
    case 'token':
      return randomToken(recipe.bytes)
    case 'jwk-private': {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: recipe.modulusBits })
      return JSON.stringify({
        ...privateKey.export({ format: 'jwk' }),
        kid: randomUUID(),
        use: 'sig',
        alg: recipe.algorithm,
      })
    }
    case 'jwk-public-set':
      return publicSetOf(made[recipe.of] ?? '')
  }
}

/** What a platform signs with. Source: RFC 7518, 6.3. */
const privateJwk = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  d: z.string(),
  use: z.string().default('sig'),
  alg: z.string().default('RS512'),
})

/** JSON text of a JWK set with the public half of a private one. Throws when the text is no private RSA key with a `kid`. */
function publicSetOf(privateText: string): string {
  const { kid, use, alg, ...key } = privateJwk.parse(JSON.parse(privateText))
  const publicKey = createPublicKey({ key, format: 'jwk' }).export({ format: 'jwk' })
  return JSON.stringify({ keys: [{ ...publicKey, kid, use, alg }] })
}
