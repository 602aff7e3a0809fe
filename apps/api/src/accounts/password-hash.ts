import { randomBytes } from 'node:crypto'
import { hash, type Options, verify } from '@node-rs/argon2'

/** argon2id (the library's default) with 19 MiB, two passes, one lane. Source: OWASP Password Storage Cheat Sheet. */
const options: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The PHC string that a password is stored as. */
export const passwordHash = (password: string): Promise<string> => hash(password, options)

let decoy: Promise<string> | undefined
/** Hash of a password that nobody has. */
export function decoyHash(): Promise<string> {
  decoy ??= passwordHash(randomBytes(32).toString('base64url'))
  return decoy
}

/**
 * Whether a password is the one of a stored hash. Without a hash (no such account, or none with a password) a decoy is compared: the answer is no, and takes
 * as long.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const right = await verify(stored ?? (await decoyHash()), password)
  return right && stored !== undefined
}
