import { createHash } from 'node:crypto'
import { CodedError } from '../errors.ts'

/** The entity tag of what people may edit of a resource; what workers observe of it is no part. Source: RFC 9110, 8.8.3. */
export const entityTag = (editable: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(editable)).digest('hex').slice(0, 32)}"`

/**
 * Holds an edit to its `If-Match`; without one, every edit goes through. To be called in the edit's transaction, on the row as it is locked
 * there. Throws `precondition-failed` with the resource as it is now. Source: RFC 9110, 13.1.1.
 */
export function requireMatch(
  ifMatch: string | undefined,
  tag: string,
  what: string,
  current: () => Record<string, unknown>,
): void {
  if (ifMatch === undefined) return
  const wanted = ifMatch.split(',').map((each) => each.trim())
  if (wanted.includes('*') || wanted.includes(tag)) return
  throw new CodedError('precondition-failed', `${what} was changed since you read it: it is ${tag} now.`, {
    current: current(),
  })
}
