import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { webServer } from './product-processes.ts'
import { ProgramFailed, runProgram } from './run-program.ts'
import type { Settings } from './settings.ts'

/** Generates Prisma's client when the schema changed since; true when it did. */
export async function generateClient(repository: string): Promise<boolean> {
  const generated = join(repository, 'apps/api/src/adapters/store/generated')
  const inputs = ['prisma/schema.prisma', 'apps/api/package.json', 'apps/api/prisma.config.ts']
  const hash = hashOf(inputs.map((path) => join(repository, path)))
  const stamp = join(repository, 'apps/api/node_modules/.fun-schema-hash')
  if (existsSync(join(generated, 'client.ts')) && readStamp(stamp) === hash) return false
  await runProgram(join(repository, 'apps/api/node_modules/.bin/prisma'), ['generate'], {
    cwd: join(repository, 'apps/api'),
    // Prisma would download an engine that generating does not use.
    environment: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false', CHECKPOINT_DISABLE: '1' },
  })
  writeFileSync(stamp, hash)
  return true
}

/** Builds the portal's pages when their sources changed since; true when it did. Throws with the end of the build's output. */
export async function buildWeb(settings: Settings): Promise<boolean> {
  const { repository } = settings
  const folders = ['apps/web/src', 'apps/web/public', 'packages/contract/src', 'packages/compose-model/src']
  const files = folders.flatMap((folder) => filesOf(join(repository, folder)))
  const more = ['apps/web/package.json', 'apps/web/next.config.ts', 'pnpm-lock.yaml'].map((path) =>
    join(repository, path),
  )
  const hash = hashOf([...files, ...more])
  const stamp = join(repository, 'apps/web/.next/.fun-source-hash')
  if (existsSync(webServer(settings)) && readStamp(stamp) === hash) return false
  try {
    await runProgram(join(repository, 'node_modules/.bin/turbo'), ['run', 'build', '--filter=@fun/web'], {
      cwd: repository,
      environment: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
      timeoutMs: 600_000,
    })
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error
    const log = join(settings.dataDir, 'log', 'web-build.log')
    writeFileSync(log, error.output)
    throw new Error(`The web pages could not be built: see ${log}.`)
  }
  writeFileSync(stamp, hash)
  return true
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256')
  for (const file of files)
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
