import { readdir, rm, stat } from 'node:fs/promises'

const staleAfterMs = 15_000

/**
 * Removes lock files that a killed git left in a mirror. Only one fetch at a time runs in a mirror, and git holds such a file for
 * milliseconds, so one that is older than 15 s belongs to nobody.
 */
export async function removeStaleLocks(mirror: string): Promise<void> {
  for (const entry of await readdir(mirror, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.lock') || entry.name === 'fun-fetch.lock') continue
    const path = `${entry.parentPath}/${entry.name}`
    const facts = await stat(path).catch(() => undefined)
    if (facts && Date.now() - facts.mtimeMs > staleAfterMs) await rm(path, { force: true })
  }
}
