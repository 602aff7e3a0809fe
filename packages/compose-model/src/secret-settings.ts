import type { JsonValue } from './json-value.ts'

/** Names of settings whose values are secret, whatever they hold. */
const secretName = /passw|secret|token|credential|private|api_?key|access_?key|signing|_key$|^key$|jwk/i
/** A value that stands for a secret of the environment is none itself. */
const placeholder = /^\$\{[A-Z][A-Z0-9_]*\}$/
/** `scheme://user:password@host`. */
const passwordInUrl = /^([a-z][a-z0-9+.-]*:\/\/[^/@:\s]*:)[^/@\s]+(?=@)/i

type Settings = Record<string, JsonValue>

/**
 * Settings with `mask` in place of secrets that a person wrote into them, instead of a placeholder: what stands under a name that sounds secret, at any depth,
 * and passwords in URLs. Switches, empty texts and placeholders stay.
 */
export function maskedSettings(settings: Settings, mask: string): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, masked(value, secretName.test(name), mask)]),
  )
}

function masked(value: JsonValue, secret: boolean, mask: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => masked(item, secret, mask))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, masked(item, secret || secretName.test(name), mask)]),
    )
  if (value === null || typeof value === 'boolean' || value === '') return value
  if (typeof value === 'number') return secret ? mask : value
  if (!secret) return value.replace(passwordInUrl, `$1${mask}`)
  return placeholder.test(value) ? value : mask
}
