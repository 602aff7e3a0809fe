/** What fits into a JSON column. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** A plain copy of data for a JSON column; what JSON cannot hold is dropped as JSON.stringify drops it. */
export function toJson(value: unknown): JsonValue {
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null))
  if (!isJson(copy)) throw new TypeError('not JSON')
  return copy
}

function isJson(value: unknown): value is JsonValue {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value)
}
