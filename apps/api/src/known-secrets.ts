import type { Encryption } from './adapters/store/encryption.ts'
import { secretForms } from './pipeline/secret-forms.ts'

const mask = '[redacted]'
/** Values that were read or written last: each costs a look at every line. */
const recentMax = 300
/** A token of this product, and what stands between the colon and the at sign of a URL; whether they are known or not. */
const patterns: ReadonlyArray<[pattern: RegExp, replacement: string]> = [
  [/\bfun_[0-9A-Za-z_-]{40,}/g, mask],
  [/(:\/\/[^\s/"@:]*:)[^\s/"@]+@/g, `$1${mask}@`],
]
/** Members of encrypted JSON that are secret. */
const secretMember = /password|secret|token|url|topic/i

/**
 * Secrets that this process has handled, so that none gets into its own log by an error's message: those of its configuration for ever, of
 * others the last ones that were encrypted or decrypted.
 */
export class KnownSecrets {
  readonly #always: readonly string[]
  /** Forms by value, oldest first. */
  readonly #recent = new Map<string, readonly string[]>()

  constructor(always: Iterable<string>) {
    this.#always = secretForms(always)
  }

  remember(value: string): void {
    const forms = this.#recent.get(value) ?? secretForms([value])
    this.#recent.delete(value)
    this.#recent.set(value, forms)
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > recentMax && oldest !== undefined) this.#recent.delete(oldest)
  }

  redact(text: string): string {
    let shown = text
    for (const forms of [this.#always, ...this.#recent.values()])
      for (const form of forms) if (shown.includes(form)) shown = shown.replaceAll(form, mask)
    for (const [pattern, replacement] of patterns) shown = shown.replaceAll(pattern, replacement)
    return shown
  }
}

/** The encryption, which tells what it encrypts and decrypts. */
export function rememberingEncryption(encryption: Encryption, known: KnownSecrets): Encryption {
  const remember = (plaintext: string, context: string) => {
    for (const each of secretsIn(plaintext, context)) known.remember(each)
  }
  return {
    ...encryption,
    encrypt(plaintext, context) {
      remember(plaintext, context)
      return encryption.encrypt(plaintext, context)
    },
    decrypt(ciphertext, context) {
      const plaintext = encryption.decrypt(ciphertext, context)
      remember(plaintext, context)
      return plaintext
    },
  }
}

/** A kept answer and a cookie hold ordinary words; credentials and settings are JSON of which some members are secret. */
function secretsIn(plaintext: string, context: string): string[] {
  if (/^(idempotency|session-cookie)(:|$)/.test(context)) return []
  if (/^(secret|webhook|manage):/.test(context)) return [plaintext]
  const members = membersOf(plaintext)
  return members ?? [plaintext]
}

function membersOf(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const members: Array<[string, unknown]> = Object.entries(JSON.parse(text))
    return members.flatMap(([key, value]) => (secretMember.test(key) && typeof value === 'string' ? [value] : []))
  } catch {
    return undefined
  }
}
