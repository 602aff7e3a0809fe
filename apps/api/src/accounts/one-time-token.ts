import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, safe in a URL: sessions, links and tickets. */
export const makeOneTimeToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of it. A plain sha256 of 256 random bits cannot be guessed back. */
export const oneTimeTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')
