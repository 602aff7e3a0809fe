import { canonicalJson } from '@fun/compose-model/content-hash'
import type { Json } from './mask.ts'

type JsonObject = { [key: string]: Json }

/** The members in which two objects differ, at any depth, as they were and as they are. Empty objects: nothing changed. */
export function changesOf(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const was: JsonObject = {}
  const is: JsonObject = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]]
    if (canonicalJson(old ?? null) === canonicalJson(now ?? null)) continue
    const inner = isObject(old) && isObject(now) ? changesOf(old, now) : { before: old, after: now }
    if (inner.before !== undefined) was[key] = inner.before
    if (inner.after !== undefined) is[key] = inner.after
  }
  return { before: was, after: is }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
