/** `$$` (an escaped dollar) or `${NAME}`: the two forms that Compose's interpolation knows and this product uses. */
const tokens = /\$\$|\$\{([A-Z][A-Z0-9_]*)\}/g

/** Sorted names of the secrets that `${NAME}` placeholders in strings of `value` refer to; `$${NAME}` is no placeholder. */
export function placeholderNames(value: unknown): string[] {
  const names = new Set<string>()
  for (const match of (JSON.stringify(value) ?? '').matchAll(tokens)) if (match[1] !== undefined) names.add(match[1])
  return [...names].sort()
}

/** Puts secrets where `${NAME}` stands and turns `$$` into `$`. Throws UnknownPlaceholder when a name has no value. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(tokens, (_token, name: string | undefined) => {
    if (name === undefined) return '$'
    const value = values[name]
    if (value === undefined) throw new UnknownPlaceholder(name)
    return value
  })
}

/** A placeholder without a value: the revision names a secret that nobody has set. */
export class UnknownPlaceholder extends Error {
  readonly code = 'unknown-placeholder'
  readonly facts: { placeholder: string }
  constructor(placeholder: string) {
    super(`no value is set for the secret ${placeholder}`)
    this.facts = { placeholder }
  }
}
