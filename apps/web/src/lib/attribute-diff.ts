/** One attribute of two things that are compared: a dotted path, and the values as text; null: not set. */
export type AttributeRow = { path: string; before: string | null; after: string | null }

/** An object as its leaves by dotted path. Lists and empty objects are leaves: they are replaced whole. */
export function attributesOf(value: unknown, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, each] of Object.entries(value)) {
      const path = prefix === '' ? key : `${prefix}.${key}`
      for (const [inner, text] of attributesOf(each, path)) found.set(inner, text)
    }
    return found
  }
  if (value !== undefined && prefix !== '') found.set(prefix, textOf(value))
  return found
}

/** Every attribute of both, in the order of the first and then what only the second has. */
export function compareAttributes(before: unknown, after: unknown): AttributeRow[] {
  const old = attributesOf(before)
  const now = attributesOf(after)
  const paths = new Set([...old.keys(), ...now.keys()])
  return [...paths].map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
}

/** Only what differs. */
export function differencesOf(before: unknown, after: unknown): AttributeRow[] {
  return compareAttributes(before, after).filter((row) => row.before !== row.after)
}

const secretName = /pass(word)?|secret|token|credential|api_?key|private_?key/i

/** What may be shown of a value: never the value of something that is named like a secret. */
export function shownValue({ path }: Pick<AttributeRow, 'path'>, value: string | null): string | null {
  const name = path.slice(path.lastIndexOf('.') + 1)
  // `passwordSecret` names a secret; its value is that name.
  return value !== null && secretName.test(name) && name !== 'passwordSecret' ? '••••••' : value
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
