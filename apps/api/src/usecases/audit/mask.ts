const mask = '[redacted]'
/** Keys whose values are secret, whatever they hold. */
const secretKey =
  /passw|secret|token|credential|private|api_?key|access_?key|signing|_key$|^key$|jwk|authorization|cookie/i
/** A value that stands for a secret is none itself. */
const placeholder = /^\$\{[A-Z][A-Z0-9_]*\}$/
/** `token: <id>` names one. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** JSON as the audit log holds it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The object with `[redacted]` where a key says that a secret stands: the second line behind callers that leave secrets out. */
export function masked(value: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, inside(item, secretKey.test(key) && !holdsNames(key, item))]),
  )
}

function inside(value: Json, secret: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => inside(item, secret))
  if (typeof value === 'object' && value !== null)
    return secret ? Object.fromEntries(Object.keys(value).map((key) => [key, mask])) : masked(value)
  if (!secret || value === null || typeof value === 'boolean') return value
  return typeof value === 'string' && (placeholder.test(value) || uuid.test(value) || value === '') ? value : mask
}

/** Keys that only sound secret: `secrets: ["A", "B"]`, `passwordSecret: "A"`, `tokenId`. */
function holdsNames(key: string, value: Json): boolean {
  if (key === 'secrets' || key === 'secretNames') return Array.isArray(value)
  return /^(passwordSecret|token(Id|Name|Prefix))$/.test(key)
}
