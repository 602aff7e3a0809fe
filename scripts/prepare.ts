import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
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

/** Where {@link buildCli} puts the command line. */
export const cliBundle = (repository: string): string => join(repository, 'packages/cli/dist/fun.js')

/** Bundles `fun` into one file that needs nothing but Node, when its sources changed since; true when it did. */
export async function buildCli(repository: string): Promise<boolean> {
  const cli = join(repository, 'packages/cli')
  const folders = ['cli', 'client', 'contract', 'compose-model'].map((name) =>
    join(repository, 'packages', name, 'src'),
  )
  const hash = hashOf([...folders.flatMap(filesOf), join(cli, 'package.json'), join(repository, 'pnpm-lock.yaml')])
  const stamp = join(cli, 'dist/.fun-source-hash')
  if (existsSync(cliBundle(repository)) && readStamp(stamp) === hash) return false
  const options = [
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node22',
    '--minify',
    '--legal-comments=inline',
  ]
  // What of a library asks for Node's own modules by require.
  const require = "import{createRequire as funRequire}from'node:module';const require=funRequire(import.meta.url);"
  await runProgram(
    join(cli, 'node_modules/.bin/esbuild'),
    [join(cli, 'src/main.ts'), ...options, `--banner:js=${require}`, `--outfile=${cliBundle(repository)}`],
    { cwd: cli },
  )
  chmodSync(cliBundle(repository), 0o755)
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

/** All files beneath a folder, in a fixed order; none when there is no folder. */
export function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** One hash over names and contents. */
export function hashOf(files: string[]): string {
  const hash = createHash('sha256')
  for (const file of files)
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
