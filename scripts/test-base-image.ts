import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineCall, importRootFileSystem } from './engine.ts'
import { runProgram } from './run-program.ts'

/** What integration tests run and build on; the product makes the same one on hosts without a registry. */
const reference = { repository: 'fun-platform/base', tag: 'bookworm' }

/** Makes the base image from Debian packages when the engine does not have it; true when it did. An ordinary user pulls Debian's own. */
export async function ensureTestBaseImage(repository: string, signal: AbortSignal): Promise<boolean> {
  const { repository: name, tag } = reference
  const exists = await engineCall('GET', `/images/${name}:${tag}/json`).then(
    () => true,
    () => false,
  )
  if (exists) return false
  if (process.getuid?.() !== 0) {
    await engineCall('POST', '/images/create?fromImage=debian&tag=bookworm-slim', { timeoutMs: 300_000 })
    await engineCall('POST', `/images/debian:bookworm-slim/tag?repo=${name}&tag=${tag}`)
    return true
  }
  const folder = mkdtempSync(join(tmpdir(), 'fun-base-'))
  try {
    const tar = join(folder, 'base.tar')
    await runProgram(join(repository, 'docker/services/base/make-base'), [tar], { timeoutMs: 600_000, signal })
    await importRootFileSystem(tar, name, tag)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return true
}
