import { dataFormatLabel } from '@fun/compose-model/render-environment'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { Run } from './run.ts'

/** The relational database of an environment that runs as a container of its stack. */
export interface ContainerDatabase {
  containerId: string
  /** Name of the schema. */
  name: string
  rootPassword: string
  client: { dump: string; query: string }
  /** MySQL's own dump program says which transactions it holds unless told not to; MariaDB's does not know the option. */
  dumpOptions: string[]
}

/** Data format of the database's volume, e.g. `mariadb-10`; undefined when the database is elsewhere. */
export function databaseFormat(rendered: RenderedEnvironment): string | undefined {
  if (rendered.project.services.mysql === undefined) return undefined
  return rendered.project.volumes.mysql?.labels?.[dataFormatLabel]
}

/** The running database container of a stack, or undefined: external, or not running. */
export async function containerDatabase(
  run: Run,
  rendered: RenderedEnvironment,
  secrets: Record<string, string>,
): Promise<ContainerDatabase | undefined> {
  const format = databaseFormat(rendered)
  const name = rendered.project.services.mysql?.environment?.MYSQL_DATABASE
  const rootPassword = secrets.MYSQL_ROOT_PASSWORD
  if (format === undefined || name === undefined || rootPassword === undefined) return undefined
  const { containers } = await run.engine.observe(rendered.project.name, {}, run.signal)
  const container = containers.find((each) => each.service === 'mysql' && each.state === 'running' && !each.oneOff)
  if (container === undefined) return undefined
  const isMariaDb = format.startsWith('mariadb')
  return {
    containerId: container.id,
    name,
    rootPassword,
    client: isMariaDb ? { dump: 'mariadb-dump', query: 'mariadb' } : { dump: 'mysqldump', query: 'mysql' },
    dumpOptions: isMariaDb ? [] : ['--set-gtid-purged=OFF'],
  }
}

/** What every dump has: consistent without locks, nothing of the server or the moment in it. */
const commonOptions = [
  '--user=root',
  '--single-transaction',
  '--skip-lock-tables',
  '--skip-comments',
  '--no-tablespaces',
  '--hex-blob',
  '--default-character-set=utf8mb4',
]

/** For databases that are restored into an empty one: a table that is there already is an error, never replaced. */
export const baselineOptions = ['--skip-add-drop-table', '--skip-add-locks', '--skip-disable-keys', '--routines']
/** For databases that are restored by hand over what is there. */
export const snapshotOptions = ['--add-drop-table', '--routines', '--events']

/** Streams a dump. Throws an Error with the program's own words when it does not end well. */
export async function dumpDatabase(
  run: Run,
  database: ContainerDatabase,
  options: string[],
  onChunk: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { client, dumpOptions, name, rootPassword, containerId } = database
  const argv = [client.dump, ...commonOptions, ...options, ...dumpOptions, name]
  const { exitCode, errors } = await run.engine.output(
    containerId,
    { argv, environment: { MYSQL_PWD: rootPassword } },
    onChunk,
    signal,
  )
  if (exitCode !== 0) throw new Error(`${client.dump} ended with exit code ${exitCode}: ${errors.join('\n')}`)
}

/** Runs one query and gives the lines of its answer, columns separated by tabs. */
export async function query(
  run: Run,
  { client, name, rootPassword, containerId }: ContainerDatabase,
  sql: string,
  signal: AbortSignal,
): Promise<string[]> {
  const chunks: Buffer[] = []
  const argv = [client.query, '--user=root', '--batch', '--skip-column-names', `--execute=${sql}`, name]
  const { exitCode, errors } = await run.engine.output(
    containerId,
    { argv, environment: { MYSQL_PWD: rootPassword } },
    async (chunk) => void chunks.push(chunk),
    signal,
  )
  if (exitCode !== 0) throw new Error(`${client.query} ended with exit code ${exitCode}: ${errors.join('\n')}`)
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}
