import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const commit = /^[0-9a-f]{40,64}$/

/** The commit that a repository's folder has checked out, read from git's files; null where it is none. Source: gitrepository-layout(5). */
export async function checkedOutCommit(folder: string): Promise<string | null> {
  const read = (path: string) => readFile(join(folder, '.git', path), 'utf8').catch(() => '')
  const head = (await read('HEAD')).trim()
  if (commit.test(head)) return head
  const ref = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1]
  if (ref === undefined || ref.includes('..')) return null
  const loose = (await read(ref)).trim()
  if (commit.test(loose)) return loose
  const packed = (await read('packed-refs')).split('\n').find((line) => line.endsWith(` ${ref}`))
  return packed?.split(' ')[0] ?? null
}
