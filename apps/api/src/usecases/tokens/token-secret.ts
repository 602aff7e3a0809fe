import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { tokenHash } from '../../plugins/auth.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretBytes = 32
/** Digits that 256 bits take to the base of 62. */
const secretLength = 43
const checksumLength = 6
const form = new RegExp(`^fun_[0-9A-Za-z]{${secretLength + checksumLength}}$`)
/** Enough to tell tokens apart, not enough to guess one. */
const prefixLength = 8

/**
 * A token that nobody has seen: `fun_`, 256 random bits and their CRC-32, both to the base of 62, so that a scanner knows a real one from a random text
 * without asking. Source: GitHub, "Behind GitHub's new authentication token formats".
 */
export function makeTokenSecret(): { token: string; hash: string; prefix: string } {
  const secret = base62(BigInt(`0x${randomBytes(secretBytes).toString('hex')}`), secretLength)
  const token = `fun_${secret}${checksumOf(secret)}`
  return { token, hash: tokenHash(token), prefix: token.slice(0, prefixLength) }
}

/** Whether a text is a token by its form and checksum. Owner tokens from before the checksum are not. */
export function isTokenText(text: string): boolean {
  if (!form.test(text)) return false
  const secret = text.slice('fun_'.length, -checksumLength)
  return text.endsWith(checksumOf(secret))
}

const checksumOf = (secret: string): string => base62(BigInt(crc32(secret)), checksumLength)

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 62n) text = alphabet.charAt(Number(rest % 62n)) + text
  return text.padStart(length, '0')
}
