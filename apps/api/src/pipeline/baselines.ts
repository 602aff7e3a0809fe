import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { contentHash } from '@fun/compose-model/content-hash'
import { z } from 'zod'
import { asJson } from '../events/append.ts'
import {
  clientSecretsQuery,
  clientTable,
  forbiddenTexts,
  personalRowsQuery,
  whyNotKept,
  withoutClientSecrets,
} from './baseline-content.ts'
import {
  baselineOptions,
  type ContainerDatabase,
  containerDatabase,
  databaseFormat,
  dumpDatabase,
  query,
} from './database-dump.ts'
import type { Prepared } from './prepare.ts'
import { applicationFiles, migrationFiles } from './render.ts'
import type { Run } from './run.ts'

/** Baselines that a worker keeps; those used longest ago go first. */
const keptMax = 8
/** A database that migrations alone have filled is far smaller (6 MB for 592 tables): a bigger one holds something else. */
const dumpBytesMax = 128 * 1024 * 1024
const keepMsMax = 120_000

/** What decides whether a baseline fits an environment. */
export interface BaselineIdentity {
  key: string
  trustDomain: string
  engine: string
  migrationsHash: string
  pythonKey: string
  layout: string
  files: string[]
}

/** A baseline that an empty database can start from. */
export interface OfferedBaseline {
  key: string
  createdAt: Date
  bytes: number
  /** It holds every migration: none is left to run. */
  complete: boolean
  /** Migration files that it does not have. */
  missing: string[]
  /** The same applications are installed: what is missing is all that is left. */
  sameLayout: boolean
}

/** Identity of the databases that this deployment wants; undefined when they are elsewhere. */
export function baselineIdentity(prepared: Prepared): BaselineIdentity | undefined {
  const { rendered, specification, image, input } = prepared
  const format = databaseFormat(rendered)
  if (format === undefined || specification.mysql.mode !== 'container') return undefined
  const { mysql } = rendered.project.services
  const engine = `${format} ${contentHash([mysql?.command ?? [], specification.mysql.image ?? ''])}`
  const files = rendered.configuration.flatMap((set) => set.files)
  const settings = files.filter((file) => /^fun\/(common|(lms|cms)_production)\.py$/.test(file.path))
  const layout = contentHash([
    mysql?.environment?.MYSQL_DATABASE ?? '',
    specification.release,
    specification.settings,
    settings.map((file) => [file.path, file.content]),
    applicationFiles(image.resolved.tree),
  ])
  const { migrationsHash } = input
  const trustDomain = prepared.environment.sourceId
  return {
    key: contentHash([trustDomain, engine, migrationsHash, layout]),
    trustDomain,
    engine,
    migrationsHash,
    pythonKey: image.keys.python.key,
    layout,
    files: migrationFiles(image.resolved.tree),
  }
}

const fileOf = (run: Run, key: string): string => join(run.deps.config.dataFolder, 'baselines', `${key}.sql.gz`)

/**
 * The baseline that leaves least to do: the very one, else the newest of the same source, engine and packages whose migration files all stand in the
 * wanted tree. One whose file this worker does not have counts as absent. A development tree may hold more than its commit: nothing is
 * complete for it.
 */
export async function offeredBaseline(run: Run, prepared: Prepared): Promise<OfferedBaseline | undefined> {
  const wanted = baselineIdentity(prepared)
  if (wanted === undefined) return undefined
  const { trustDomain, engine, pythonKey } = wanted
  const rows = await run.deps.store.baseline.findMany({
    where: { trustDomain, engine, pythonKey },
    orderBy: { createdAt: 'desc' },
  })
  const complete = prepared.specification.kind !== 'development'
  const own = new Set(wanted.files)
  const candidates = [...rows.filter((row) => row.key === wanted.key), ...rows.filter((row) => row.key !== wanted.key)]
  for (const { key, createdAt, bytes, files, layout } of candidates) {
    const held = new Set(z.array(z.string()).parse(files))
    if ([...held].some((file) => !own.has(file))) continue
    if ((await readBaseline(run, key)) === undefined) continue
    const missing = wanted.files.filter((file) => !held.has(file)).map(pathOf)
    const sameLayout = layout === wanted.layout
    return { key, createdAt, bytes, missing, sameLayout, complete: complete && key === wanted.key }
  }
  return undefined
}

const pathOf = (file: string): string => file.slice(file.indexOf(' ') + 1)

/** The compressed dump, or undefined when this worker has none. */
export async function readBaseline(run: Run, key: string): Promise<Buffer | undefined> {
  try {
    return await readFile(fileOf(run, key))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export async function rememberUse(run: Run, key: string): Promise<void> {
  await run.deps.store.baseline.updateMany({ where: { key }, data: { lastUsedAt: new Date() } })
}

/**
 * Keeps what migrations have just made of an empty database. To be called before anything else touches the database. Resolves with what
 * happened, in words; a dump that holds anything of this environment is not kept.
 */
export async function keepBaseline(run: Run, prepared: Prepared, secrets: Record<string, string>): Promise<string> {
  const identity = baselineIdentity(prepared)
  if (identity === undefined) return 'no baseline is kept: the database is elsewhere'
  const { kind } = prepared.specification
  if (kind === 'development') return 'no baseline is kept: a working tree may hold more than its commit'
  if (kind === 'preview') return 'no baseline is kept: code under review fills no database but its own'
  if ((await readBaseline(run, identity.key)) !== undefined) {
    const known = await run.deps.store.baseline.count({ where: { key: identity.key } })
    if (known > 0) return 'its baseline is kept already'
  }
  const database = await containerDatabase(run, prepared.rendered, secrets)
  if (database === undefined) return 'no baseline is kept: no database container runs'
  const signal = AbortSignal.timeout(keepMsMax)
  const tables = new Set(await query(run, database, 'SHOW TABLES', signal))
  const personal = await personalContent(run, database, tables, signal)
  if (personal !== undefined) return `no baseline is kept: the database holds ${personal}`
  const chunks: Buffer[] = []
  let size = 0
  await dumpDatabase(
    run,
    database,
    baselineOptions,
    async (chunk) => {
      size += chunk.length
      if (size > dumpBytesMax) throw new RangeError(`the dump is larger than ${dumpBytesMax} bytes`)
      chunks.push(chunk)
    },
    signal,
  )
  const clientSecrets = tables.has(clientTable) ? await query(run, database, clientSecretsQuery, signal) : []
  const dump = withoutClientSecrets(Buffer.concat(chunks), clientSecrets)
  if (dump === undefined) return 'no baseline is kept: the secret of an OAuth client cannot be taken out'
  const refused = whyNotKept(dump, forbiddenTexts(secrets, prepared.specification))
  if (refused !== undefined) return `no baseline is kept: ${refused}`
  const compressed = await promisify(gzip)(dump)
  await store(run, identity, compressed)
  return `a baseline of ${sizeText(compressed.length)} is kept: new environments start from it`
}

async function personalContent(
  run: Run,
  database: ContainerDatabase,
  tables: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sql = personalRowsQuery(tables)
  if (sql === undefined) return undefined
  const found = (await query(run, database, sql, signal)).map((line) => line.split('\t'))
  const present = found.filter(([, count]) => count !== '0').map(([what, count]) => `${count} ${what}`)
  return present.length === 0 ? undefined : present.join(', ')
}

/** The file first, in one step; then its row; then those that are too many. */
async function store(run: Run, identity: BaselineIdentity, compressed: Buffer): Promise<void> {
  const { key, files, ...rest } = identity
  const file = fileOf(run, key)
  await mkdir(join(run.deps.config.dataFolder, 'baselines'), { recursive: true, mode: 0o700 })
  const partial = `${file}.${run.operation.id}.partial`
  await writeFile(partial, compressed, { mode: 0o600 })
  await rename(partial, file)
  const data = {
    ...rest,
    files: asJson(files),
    bytes: compressed.length,
    createdAt: new Date(),
    lastUsedAt: new Date(),
  }
  await run.deps.store.baseline.upsert({ where: { key }, create: { key, ...data }, update: data })
  const old = await run.deps.store.baseline.findMany({ orderBy: { lastUsedAt: 'desc' }, skip: keptMax })
  for (const row of old) {
    await run.deps.store.baseline.deleteMany({ where: { key: row.key } })
    await rm(fileOf(run, row.key), { force: true })
  }
}

/** Bytes for people: `1.3 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
