/** How the value of a secret is made. Generation is I/O (randomness) and happens in the API. */
export type SecretRecipe =
  /** `bytes` random bytes, base64url without padding: safe in URLs, YAML and SQL. */
  | { kind: 'token'; bytes: number }
  /** RSA private key as a JWK in JSON text, with p, q, dp, dq, qi, `use: sig`, `alg` and a `kid`. */
  | { kind: 'jwk-private'; modulusBits: number; algorithm: 'RS512' }
  /** JSON text of a JWK set that holds the public half of the secret `of`. Made again whenever that one changes. */
  | { kind: 'jwk-public-set'; of: SecretName }

const token = (bytes: number): SecretRecipe => ({ kind: 'token', bytes })

/**
 * Secrets that an environment may need; `renderEnvironment` names those that it does. Names of passwords for external
 * services come from the specification instead (`passwordSecret`) and are set by a person, never generated.
 */
export const secretRecipes = {
  MYSQL_ROOT_PASSWORD: token(24),
  MYSQL_PASSWORD: token(24),
  MONGODB_PASSWORD: token(24),
  RABBITMQ_PASSWORD: token(24),
  REDIS_PASSWORD: token(24),
  SECRET_KEY: token(48),
  JWT_SECRET_KEY: token(48),
  JWT_PRIVATE_SIGNING_JWK: { kind: 'jwk-private', modulusBits: 2048, algorithm: 'RS512' },
  JWT_PUBLIC_SIGNING_JWK_SET: { kind: 'jwk-public-set', of: 'JWT_PRIVATE_SIGNING_JWK' },
  CMS_OAUTH2_SECRET: token(48),
} satisfies Record<SecretName, SecretRecipe>

export type SecretName =
  | 'MYSQL_ROOT_PASSWORD'
  | 'MYSQL_PASSWORD'
  | 'MONGODB_PASSWORD'
  | 'RABBITMQ_PASSWORD'
  | 'REDIS_PASSWORD'
  | 'SECRET_KEY'
  | 'JWT_SECRET_KEY'
  | 'JWT_PRIVATE_SIGNING_JWK'
  | 'JWT_PUBLIC_SIGNING_JWK_SET'
  | 'CMS_OAUTH2_SECRET'

/** Recipe of a secret, or undefined where a person must give the value. */
export function secretRecipe(name: string): SecretRecipe | undefined {
  const recipes: Record<string, SecretRecipe> = secretRecipes
  return recipes[name]
}

const placeholder = /\$\{([A-Z][A-Z0-9_]*)\}/g

/** What stands where a secret's value belongs. */
export const secretPlaceholder = (name: string): string => `\${${name}}`

/** Sorted names of all secrets that `${NAME}` placeholders refer to, anywhere in strings of `value`. */
export function secretNamesIn(value: unknown): string[] {
  const names = new Set<string>()
  const text = JSON.stringify(value) ?? ''
  for (const match of text.matchAll(placeholder)) if (match[1] !== undefined) names.add(match[1])
  return [...names].sort()
}

/** Environment entries that hand the named secrets to a container. */
export function secretEnvironment(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, secretPlaceholder(name)]))
}
