import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { assetsNamedBy, Visitor } from '../e2e/visitor.ts'
import type { FreshCommit } from './fresh-commits.ts'

const pollMs = 100
const manifest = z.object({ paths: z.record(z.string(), z.string()) })

/** What answers through nginx now: names code, settings and static files. */
export async function revisionAt(address: string): Promise<string> {
  const response = await fetch(`${address}/heartbeat`, { signal: AbortSignal.timeout(30_000) })
  await response.arrayBuffer()
  return response.headers.get('x-fun-revision') ?? ''
}

/** Waits until a visitor without an account sees the commit on the LMS. Throws after `timeoutMs`. */
export async function untilSeen(
  lms: string,
  commit: FreshCommit,
  revisionBefore: string,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await isSeen(lms, commit, revisionBefore).catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${commit.kind} ${commit.marker} was not seen within ${timeoutMs} ms`)
    await sleep(pollMs)
  }
}

async function isSeen(lms: string, { kind, marker }: FreshCommit, revisionBefore: string): Promise<boolean> {
  switch (kind) {
    case 'python':
      return (
        (await fetch(`${lms}/heartbeat`, { signal: AbortSignal.timeout(30_000) })).headers.get('x-platform-change') ===
        marker
      )
    case 'template':
      return (await textOf(`${lms}/`)).includes(marker)
    case 'scss':
      return (await revisionAt(lms)) !== revisionBefore && (await anyHolds(await assets(lms, '.css'), marker))
    case 'js':
      return (await revisionAt(lms)) !== revisionBefore && (await anyHolds(await assets(lms, '.js'), marker))
    case 'migration':
    case 'requirements':
      return (await revisionAt(lms)) !== revisionBefore
    case 'docs':
    case 'broken':
      throw new RangeError(`${kind} is not seen by a visitor`)
  }
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
  return response.ok ? response.text() : ''
}

/** What the benchmark changes in a platform, where no home page names it: by the name that the manifest gives it. */
const changedAssets = ['js/ajax-error.js']

/** Styles or scripts that the home page names, and the changed ones, as a page would name them. */
async function assets(lms: string, suffix: '.css' | '.js'): Promise<string[]> {
  const page = await new Visitor().get(`${lms}/`)
  const named = assetsNamedBy(await page.text(), page.url)
  const text = await textOf(`${lms}/static/staticfiles.json`)
  const paths = text === '' ? {} : manifest.parse(JSON.parse(text)).paths
  const hashed = changedAssets.flatMap((name) => (paths[name] === undefined ? [] : [`${lms}/static/${paths[name]}`]))
  return [...hashed, ...named].filter((url) => new URL(url).pathname.endsWith(suffix))
}

async function anyHolds(urls: string[], marker: string): Promise<boolean> {
  for (const url of urls) if ((await textOf(url)).includes(marker)) return true
  return false
}
