import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { createDockerEngine } from '../docker-engine.ts'

const run = promisify(execFile)
/** Made from Debian's packages; has bash, coreutils and perl-base. */
export const baseImage = 'fun-platform/base:bookworm'
const makeBase = path.resolve(import.meta.dirname, '../../../../../../docker/services/base/make-base')
const timeoutMs = 600_000

/** vitest's globalSetup: makes the base image on an engine that has never seen the product, as its first deploy would. */
export async function setup(): Promise<void> {
  const engine = createDockerEngine({})
  const signal = AbortSignal.timeout(timeoutMs)
  if (await engine.imageId(baseImage, signal)) return
  const folder = await mkdtemp('/var/tmp/fun-test-base-')
  const tar = path.join(folder, 'base.tar')
  try {
    await run(makeBase, [tar], { timeout: timeoutMs, maxBuffer: 16_000_000 })
    await engine.importImage(createReadStream(tar), baseImage, signal)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
