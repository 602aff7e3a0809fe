import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sizeText } from './baselines.ts'
import { containerDatabase, databaseFormat, dumpDatabase, snapshotOptions } from './database-dump.ts'
import { Failure } from './failure.ts'
import type { Deployable } from './prepare.ts'
import type { Run } from './run.ts'

/** Snapshots that are kept for each environment. */
const keptMax = 3
const snapshotMsMax = 4 * 3_600_000

/** Throws `snapshot-failed` where a snapshot was asked for and cannot be made: before anything is changed. */
export function checkSnapshotPossible({ rendered }: Deployable): void {
  if (databaseFormat(rendered) !== undefined) return
  throw new Failure('snapshot-failed', {
    detail: 'A snapshot was asked for, and the database is no container of this environment.',
    cure: 'Take a backup where the database runs, and deploy without "snapshot".',
  })
}

/**
 * Dumps the database, once per operation, into the worker's data directory, and names the file in the operation's result. Throws
 * `snapshot-failed`: the deployment then ends before any migration.
 */
export async function takeSnapshot(run: Run, prepared: Deployable, secrets: Record<string, string>): Promise<void> {
  if (run.result.snapshot !== undefined) return
  await run.steps.run('snapshot', 'Snapshot of the database', async (step) => {
    try {
      const { file, bytes } = await writeSnapshot(run, prepared, secrets)
      await run.pin({ snapshot: { file, bytes } })
      step.detail(`${file}, ${sizeText(bytes)}`)
    } catch (error) {
      throw new Failure('snapshot-failed', {
        detail: error instanceof Error ? error.message : String(error),
        cure: 'Nothing was migrated. Correct what the detail names (often: make room on the disk), and deploy again.',
        cause: error,
      })
    }
  })
}

async function writeSnapshot(
  run: Run,
  prepared: Deployable,
  secrets: Record<string, string>,
): Promise<{ file: string; bytes: number }> {
  const database = await containerDatabase(run, prepared.rendered, secrets)
  if (database === undefined) throw new Error('the database container does not run')
  const folder = join(run.deps.config.dataFolder, 'snapshots', prepared.environment.name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const number = typeof run.result.revision === 'number' ? run.result.revision : 0
  const file = join(folder, `${number}.sql.gz`)
  const partial = `${file}.partial`
  const zip = createGzip()
  const target = createWriteStream(partial, { mode: 0o600 })
  zip.pipe(target)
  const written = finished(target)
  const broken = new Promise<never>((_resolve, reject) => {
    zip.once('error', reject)
    target.once('error', reject)
  })
  broken.catch(() => undefined)
  try {
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(snapshotMsMax)])
    const onChunk = async (chunk: Buffer): Promise<void> => {
      if (!zip.write(chunk)) await Promise.race([once(zip, 'drain'), broken])
    }
    await dumpDatabase(run, database, snapshotOptions, onChunk, signal)
    zip.end()
    await written
    await rename(partial, file)
  } catch (error) {
    zip.destroy()
    target.destroy()
    written.catch(() => undefined)
    await rm(partial, { force: true })
    throw error
  }
  await removeOld(folder, file)
  return { file, bytes: (await stat(file)).size }
}

async function removeOld(folder: string, newest: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql.gz'))
  const dated = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  )
  const others = dated.filter(({ path }) => path !== newest).sort((a, b) => b.at - a.at)
  for (const { path } of others.slice(keptMax - 1)) await rm(path, { force: true })
}
