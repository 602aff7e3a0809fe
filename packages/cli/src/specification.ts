import { CommandFailure, exitCodes } from './exit-codes.ts'

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject
export interface JsonObject {
  [key: string]: JsonValue
}

/** A plain object of JSON; what is inside is JSON, too, because a parser made it. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A copy with `path=value` set and paths removed, such as `lms.smokePath=/courses`. A value that reads as JSON is that (`8173`, `true`, `null`,
 * `["a"]`), any other is a text. Throws CommandFailure for a path that leads through something that is no object.
 */
export function withSettings(start: JsonObject, settings: readonly string[], removed: readonly string[]): JsonObject {
  const result = structuredClone(start)
  for (const setting of settings) {
    const at = setting.indexOf('=')
    if (at < 1)
      throw new CommandFailure(exitCodes.usage, `${setting} is no path=value.`, 'Such as lms.smokePath=/courses')
    refuseOtherField(setting.slice(0, at), setting.slice(at + 1))
    const { parent, key } = parentOf(result, setting.slice(0, at))
    parent[key] = parsedValue(setting.slice(at + 1))
  }
  for (const path of removed) {
    const { parent, key } = parentOf(result, path)
    delete parent[key]
  }
  return result
}

/** What people look for among the fields, and the option that it has instead. */
const otherFields: Record<string, string> = {
  reference: '--ref',
  ref: '--ref',
  branch: '--ref',
  autoDeploy: '--auto-deploy',
}

function refuseOtherField(path: string, value: string): void {
  const option = Object.hasOwn(otherFields, path) ? otherFields[path] : undefined
  if (option === undefined) return
  const given = option === '--auto-deploy' ? (value === 'false' ? 'off' : 'on') : value
  throw new CommandFailure(
    exitCodes.usage,
    `${path} is no field of the specification.`,
    `It is an option: ${option}${given === '' ? '' : ` ${given}`}`,
  )
}

function parentOf(root: JsonObject, path: string): { parent: JsonObject; key: string } {
  const keys = path.split('.')
  const key = keys.pop() ?? ''
  let parent = root
  for (const each of keys) {
    if (!Object.hasOwn(parent, each)) parent[each] = {}
    const next = parent[each]
    if (!isJsonObject(next)) throw new CommandFailure(exitCodes.usage, `${path}: ${each} holds no fields.`)
    parent = next
  }
  if (['', '__proto__'].includes(key) || keys.includes('') || keys.includes('__proto__'))
    throw new CommandFailure(exitCodes.usage, `${path} is no path of a field.`, 'Such as lms.smokePath')
  return { parent, key }
}

function parsedValue(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text)
    return value
  } catch {
    return text
  }
}
