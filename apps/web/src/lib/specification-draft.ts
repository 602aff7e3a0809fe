import { storedSpecification } from '@fun/compose-model/specification'
import { type Environment, updateEnvironment } from '@fun/contract/resources'
import { differencesOf } from './attribute-diff.ts'

export type Specification = Environment['specification']

/** What a person edits of an environment. */
export type Draft = { reference: string; autoDeploy: boolean; specification: Specification }

/** The draft of an environment as it stands. */
export function draftOf({ reference, autoDeploy, specification }: Draft): Draft {
  return { reference, autoDeploy, specification }
}

const branch = updateEnvironment.shape.reference.unwrap()

/** What is wrong with a draft, by the dotted path of the field; empty when nothing is. */
export function problemsOf({ reference, specification }: Draft): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const named = branch.safeParse(reference.trim())
  if (!named.success) found.set('reference', named.error.issues[0]?.message ?? '')
  const parsed = storedSpecification.safeParse(specification)
  if (!parsed.success)
    for (const issue of parsed.error.issues) {
      const path = issue.path.join('.')
      if (!found.has(path)) found.set(path, issue.message)
    }
  return found
}

/**
 * What `mine` becomes when somebody else turned `base` into `theirs` meanwhile: mine where I changed something, theirs elsewhere.
 * Lists and single values are replaced whole.
 */
export function mergeDrafts(base: Draft, mine: Draft, theirs: Draft): Draft {
  const merged = mergeValues(base, mine, theirs)
  const parsed = storedSpecification.safeParse(isObject(merged) ? merged.specification : undefined)
  return {
    reference: mine.reference === base.reference ? theirs.reference : mine.reference,
    autoDeploy: mine.autoDeploy === base.autoDeploy ? theirs.autoDeploy : mine.autoDeploy,
    specification: parsed.success ? parsed.data : mine.specification,
  }
}

function mergeValues(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (isSame(base, mine)) return theirs
  if (!isObject(mine) || !isObject(theirs)) return mine
  const before = isObject(base) ? base : {}
  const merged: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const value = mergeValues(before[key], mine[key], theirs[key])
    if (value !== undefined) merged[key] = value
  }
  return merged
}

function isSame(a: unknown, b: unknown): boolean {
  if (isObject(a) && isObject(b)) return differencesOf(a, b).length === 0
  return JSON.stringify(a) === JSON.stringify(b)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
