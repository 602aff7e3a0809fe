import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestDatabase, type TestDatabase } from '../../../../../scripts/test-services.ts'
import { buildApp } from '../../app.ts'
import { loadConfig } from '../../config.ts'
import { createDeps } from '../../deps.ts'
import { tokenHash } from '../../plugins/auth.ts'
import { migrateDatabase } from './migrate.ts'

const migrations = fileURLToPath(new URL('../../../../../prisma/migrations/', import.meta.url))
/** The newest migration of the state before accounts, roles and webhooks of several hosts. */
const lastOfBefore = '20261125050000_anchors'
const id = (last: number): string => `01900000-0000-7000-8000-${String(last).padStart(12, '0')}`
const token = 'fun_of-before'
const port = (number: number) =>
  `{"kind": "production", "release": "teak", "lms": {"port": ${number}}, "cms": {"port": ${number + 1}}}`

/** A row of every table of that state; a row is what an installation of then would have written. */
const rowsOfBefore = `
INSERT INTO "ApiToken" VALUES ('${id(1)}', 'owner', '${tokenHash(token)}', now(), now());
INSERT INTO "Host" (id, name, endpoint, "observedState", "observedAt", storage, "storageAt") VALUES ('${id(2)}', 'local', 'local', '{"version": "20.10"}', now(), NULL, NULL);
INSERT INTO "Source" (id, name, url, "credentialsEncrypted", "lastPollProblem") VALUES ('${id(3)}', 'platform', 'https://git.example.org/p.git', '\\x01', NULL);
INSERT INTO "WebhookSecret" VALUES ('${id(4)}', '${id(3)}', '\\x0102', now(), NULL);
INSERT INTO "Delivery" VALUES ('${id(5)}', '${id(3)}', 'first', now(), 'refs/heads/main', 'c0ffee', 'demo is deployed.', ARRAY['${id(8)}']::uuid[]);
INSERT INTO "SourceHead" VALUES ('${id(3)}', 'refs/heads/main', 'c0ffee', now(), ARRAY[]::uuid[]);
INSERT INTO "Environment" (id, name, "hostId", "sourceId", reference, specification, "wantedState", "fencingToken", "updatedAt", "heldCommit")
  VALUES ('${id(6)}', 'demo', '${id(2)}', '${id(3)}', 'main', '${port(8073)}', 'running', 7, now(), 'dead');
INSERT INTO "Revision" (id, "environmentId", number, commit, specification, "imageIds", "configurationHash", "staticGeneration", "secretVersions", "renderInput", state, migrations)
  VALUES ('${id(7)}', '${id(6)}', 1, 'c0ffee', '{}', '{"a": "sha256:b"}', 'abc', 'def', '{"LMS_SECRET": 1}', '{}', 'failed', '["lms/1"]');
INSERT INTO "Operation" (id, kind, state, "environmentId", "revisionId", "hostId", trigger, input, result, attempts, "eventSequence", "finishedAt")
  VALUES ('${id(8)}', 'deploy', 'succeeded', '${id(6)}', '${id(7)}', '${id(2)}', 'owner:owner', '{"reference": "main"}', '{"commit": "c0ffee"}', 1, 1, now());
INSERT INTO "OperationStep" VALUES ('${id(8)}', 'fetch', 0, 'Fetch the source', 'succeeded', '', now(), now());
INSERT INTO "OperationEvent" VALUES ('${id(8)}', 1, now(), 'state', '{"state": "queued"}');
INSERT INTO "Build" (id, "sourceId", commit, part, key, reference, reused, "operationId", whole) VALUES ('${id(9)}', '${id(3)}', 'c0ffee', 'code', 'k', 'r', false, '${id(8)}', true);
INSERT INTO "EnvironmentLock" VALUES ('${id(6)}', '${id(8)}', 'worker', 'deploy', 7, now());
INSERT INTO "Secret" VALUES ('${id(6)}', 'LMS_SECRET', 3, '\\x010203', now());
INSERT INTO "CompletedJob" VALUES ('${id(6)}', 'migrate-lms', 'hash', now());
INSERT INTO "Baseline" (key, "trustDomain", engine, "migrationsHash", "pythonKey", layout, files, bytes) VALUES ('k', 'd', 'mysql 8', 'h', 'p', 'l', '[]', 5);
INSERT INTO "AuditEntry" VALUES ('${id(10)}', now(), 'owner:owner', 'environment.create', 'demo', '{"reference": "main"}');
`

let database: TestDatabase
let before: string
let client: pg.Client
beforeAll(async () => {
  database = await startTestDatabase('upgrade')
  before = await mkdtemp(join(tmpdir(), 'fun-migrations-'))
  for (const name of await readdir(migrations))
    if (name <= lastOfBefore) await cp(join(migrations, name), join(before, name), { recursive: true })
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await rm(before, { recursive: true, force: true })
  await database.stop()
})

const names = z.array(z.object({ name: z.string() }))
const query = async (sql: string, values: unknown[] = []): Promise<unknown> => (await client.query(sql, values)).rows

async function tables(): Promise<string[]> {
  const rows = await query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`,
  )
  return names.parse(rows).map(({ name }) => name)
}

/** Column lists are of the state before: what came with a later migration is not asked for. */
async function columnsOf(table: string): Promise<string> {
  const rows = await query('SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1', [table])
  return names
    .parse(rows)
    .map(({ name }) => `"${name}"::text`)
    .join(', ')
}

it('an installation of the state before accounts migrates to the newest without the loss of a value, and is answered from', async () => {
  await migrateDatabase(database.url, before)
  await client.query(rowsOfBefore)
  const old = await Promise.all((await tables()).map(async (table) => ({ table, columns: await columnsOf(table) })))
  const read = async () => {
    const contents: Record<string, unknown> = {}
    for (const { table, columns } of old) contents[table] = await query(`SELECT ${columns} FROM "${table}" ORDER BY 1`)
    return contents
  }
  const contents = await read()
  for (const { table } of old) expect(contents[table], table).toHaveLength(1)
  const applied = await migrateDatabase(database.url)
  expect(applied).toEqual(
    (await readdir(migrations)).filter((name) => name > lastOfBefore && name !== 'migration_lock.toml').sort(),
  )
  expect(await read()).toEqual(contents)
  expect(await migrateDatabase(database.url)).toEqual([])
  await expectAnswers()
}, 120_000)

async function expectAnswers(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fun-upgrade-'))
  const deps = await createDeps(
    loadConfig({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      FUN_DATA_DIR: folder,
      FUN_LOG_LEVEL: 'silent',
    }),
  )
  const app = await buildApp(deps)
  for (const [url, text] of [
    ['/environments/demo', '"heldCommit":"dead"'],
    ['/operations', '"trigger":"owner:owner"'],
    ['/environments/demo/revisions', '"commit":"c0ffee"'],
    ['/sources/platform', '"hasWebhookSecret":true'],
    ['/builds', '"part":"code"'],
  ] as const) {
    const answer = await app.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } })
    expect(answer.statusCode, answer.payload).toBe(200)
    expect(answer.payload).toContain(text)
  }
  await app.close()
  await deps.close()
  await rm(folder, { recursive: true, force: true })
}
