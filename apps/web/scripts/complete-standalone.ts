import { cp, rm } from 'node:fs/promises'

/**
 * Next's standalone output leaves out what a CDN would serve. Here the same process serves it, so the folder is made
 * complete: afterwards `node .next/standalone/apps/web/server.js` needs nothing else of the tree.
 */
const web = new URL('..', import.meta.url)
const standalone = new URL('.next/standalone/apps/web/', web)

async function replace(from: string, to: string): Promise<void> {
  const target = new URL(to, standalone)
  await rm(target, { recursive: true, force: true })
  await cp(new URL(from, web), target, { recursive: true })
}

await replace('.next/static', '.next/static')
await replace('public', 'public')
