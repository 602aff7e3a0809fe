import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { CommandFailure, exitCodes } from './exit-codes.ts'

const context = z.object({ url: z.url(), token: z.string() })
const contextsFile = z.object({ current: z.string().nullable(), contexts: z.record(z.string(), context) })

/** One portal that somebody signed in to. */
export type Context = z.infer<typeof context>
/** The portals that somebody signed in to, by name, and which one is meant when none is named. */
export type Contexts = z.infer<typeof contextsFile>

/** None when there is no file. Throws CommandFailure when it is not one of ours. */
export async function readContexts(file: string): Promise<Contexts> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return { current: null, contexts: {} }
  try {
    return contextsFile.parse(JSON.parse(text))
  } catch {
    throw new CommandFailure(exitCodes.failed, `${file} cannot be read.`, 'Remove it and sign in again: fun login.')
  }
}

/** Replaces the file as a whole; only its owner may read it, because it holds tokens. */
export async function writeContexts(file: string, contexts: Contexts): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await rename(draft, file)
}

/** `https://` unless a scheme is named, `http://` for this machine; no slash at the end. Throws CommandFailure. */
export function portalUrl(text: string): string {
  const bare = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isLoopback(text) ? 'http' : 'https'}://${text}`
  const url = URL.canParse(bare) ? new URL(bare) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
    throw new CommandFailure(exitCodes.usage, `${text} is no address of a portal.`, 'Use https://portal.example.org.')
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** Whether what is sent there leaves this machine. */
export function isLoopback(address: string): boolean {
  const host = address.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '')
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
}
