import { secretRecipe } from '@fun/compose-model/secrets'
import { CodedError } from '../../errors.ts'
import { withDerived } from '../environments/secrets.ts'

/** Variables whose meaning is not a person's to change: a secret is an environment variable of the containers that are given it. */
const reserved =
  /^(FUN_|LD_|PYTHON|GUNICORN_|DJANGO_SETTINGS_MODULE$|SERVICE_VARIANT$|STATIC_GENERATION$|(LMS|CMS|STUDIO)_CFG$|CONFIG_ROOT$|PATH$|HOME$|SHELL$|HOSTNAME$|USER$|LANG$|TZ$|MYSQL_(DATABASE|USER)$|REDISCLI_AUTH$)/

/**
 * Values that a person gives, with those that follow from them. `at` is the path of each in the request. Throws `secret-name-refused`,
 * `secret-derived`, `invalid-request`.
 */
export function checkSecrets(
  values: Readonly<Record<string, string>>,
  at: (name: string) => string,
): Record<string, string> {
  for (const name of Object.keys(values)) requireOwnName(name, at(name))
  try {
    return withDerived(values)
  } catch {
    const [name = ''] = Object.keys(values).filter((each) => secretRecipe(each)?.kind === 'jwk-private')
    const message = 'is no private RSA key as a JWK with a kid'
    throw new CodedError('invalid-request', `${name} ${message}.`, {
      cure: 'Give a JWK (RFC 7517) with kty RSA, kid, n, e and d, or have one made: …/secrets/<name>/generate.',
      errors: [{ path: at(name), message }],
    })
  }
}

/** Throws `secret-name-refused` or `secret-derived` for a name that is not a person's to set. */
export function requireOwnName(name: string, path: string): void {
  if (reserved.test(name))
    throw new CodedError('secret-name-refused', `${name} is a variable that the platform or its runtime reads.`, {
      errors: [{ path, message: 'is reserved' }],
    })
  if (secretRecipe(name)?.kind === 'jwk-public-set')
    throw new CodedError('secret-derived', `${name} follows from another secret and is made with it.`, {
      errors: [{ path, message: 'follows from another secret' }],
    })
}
