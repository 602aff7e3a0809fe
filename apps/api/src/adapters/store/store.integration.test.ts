import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDatabase, type TestDatabase } from '../../../../../scripts/test-services.ts'
import { schemaSql } from '../../testing/schema-engine.ts'
import { verifyAudit } from '../../usecases/audit/verify.ts'
import { createStore } from './client.ts'
import { createEncryption, loadSecretKey } from './encryption.ts'
import { migrateDatabase } from './migrate.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fun-test-'))
  database = await startTestDatabase('store')
})
afterAll(async () => {
  await database.stop()
  await rm(folder, { recursive: true, force: true })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

/** Columns, constraints (no triggers: Prisma knows none) and indexes of everything but the migrations' own table. */
const shapeOf = async (url: string) => ({
  columns: await query(
    url,
    `SELECT table_name, column_name, udt_name, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
  ),
  indexes: await query(
    url,
    `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  ),
  constraints: await query(
    url,
    `SELECT conrelid::regclass::text AS owner, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' AND contype <> 't' ORDER BY 1, 2`,
  ),
  enums: await query(
    url,
    'SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid ORDER BY 1, enumsortorder',
  ),
})

describe('migrations', () => {
  it('apply once, however many processes start together, and a second run is a no-op within a second', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url)))
    expect(runs.filter((names) => names.length > 0)).toHaveLength(1)
    const began = Date.now()
    expect(await migrateDatabase(database.url)).toEqual([])
    expect(Date.now() - began).toBeLessThan(1_000)
  })

  it('give exactly the schema of prisma/schema.prisma', async () => {
    const empty = await startTestDatabase('schema')
    try {
      await query(empty.url, await schemaSql(empty.url))
      expect(await shapeOf(database.url)).toEqual(await shapeOf(empty.url))
    } finally {
      await empty.stop()
    }
  })

  it('leave what was there as it was: no push deploys an environment that nobody asked to', async () => {
    const own = await startTestDatabase('upgraded')
    const initial = '20261123193000_initial'
    const shipped = fileURLToPath(new URL(`../../../../../prisma/migrations/${initial}/`, import.meta.url))
    const older = join(folder, 'older')
    await cp(shipped, join(older, initial), { recursive: true })
    const id = '01890000-0000-7000-8000-000000000001'
    try {
      expect(await migrateDatabase(own.url, older)).toEqual([initial])
      await query(
        own.url,
        `INSERT INTO "Host" (id, name, endpoint) VALUES ('${id}', 'local', 'unix:///x');
         INSERT INTO "Source" (id, name, url) VALUES ('${id}', 's', 'https://example.org/x.git');
         INSERT INTO "Environment" (id, name, "hostId", "sourceId", reference, specification, "updatedAt")
           VALUES ('${id}', 'e', '${id}', '${id}', 'main', '{"kind": "production"}', now());
         INSERT INTO "Secret" ("environmentId", name, version, "valueEncrypted") VALUES ('${id}', 'S', 3, 'x');
         INSERT INTO "AuditEntry" (id, principal, action, subject, detail) VALUES
           (gen_random_uuid(), 'owner:owner', 'environment.create', 'e', '{"reference": "ä\\"\\n", "b": [1, {"z": null, "a": true}], "B": {}}'),
           (gen_random_uuid(), 'owner:owner', 'source.remove', 's', '{}')`,
      )
      await migrateDatabase(own.url)
      const store = createStore({ databaseUrl: own.url })
      expect(await verifyAudit({ store })).toMatchObject({ intact: true, entries: 2 })
      await store.$disconnect()
      expect(await query(own.url, 'SELECT name, version FROM "SecretVersion"')).toEqual([{ name: 'S', version: 3 }])
      expect(await query(own.url, 'SELECT "autoDeploy" FROM "Environment"')).toEqual([{ autoDeploy: false }])
    } finally {
      await own.stop()
    }
  })

  it('that fail are rolled back and recorded, and are tried again', async () => {
    const own = await startTestDatabase('failing')
    const migration = join(folder, 'migrations', '20260101000000_first')
    await mkdir(migration, { recursive: true })
    await writeFile(join(migration, 'migration.sql'), 'CREATE TABLE half (id int); SELECT * FROM nowhere;')
    try {
      await expect(migrateDatabase(own.url, join(folder, 'migrations'))).rejects.toThrow(
        '20260101000000_first failed: relation "nowhere" does not exist',
      )
      expect(await query(own.url, `SELECT to_regclass('half') AS found`)).toEqual([{ found: null }])
      expect(await query(own.url, 'SELECT logs FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL')).toHaveLength(
        1,
      )
      await writeFile(join(migration, 'migration.sql'), 'CREATE TABLE half (id int);')
      expect(await migrateDatabase(own.url, join(folder, 'migrations'))).toEqual(['20260101000000_first'])
      await writeFile(join(migration, 'migration.sql'), 'CREATE TABLE other (id int);')
      await expect(migrateDatabase(own.url, join(folder, 'migrations'))).rejects.toThrow('was edited')
    } finally {
      await own.stop()
    }
  })
})

describe('the store', () => {
  it('speaks UTC, whatever the server is set to', async () => {
    await query(database.url, `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone TO 'Asia/Tokyo'`)
    const store = createStore({ databaseUrl: database.url })
    const rows = await store.$queryRaw<Array<{ now: Date }>>`SELECT now()::timestamp(3) AS now`
    await store.$disconnect()
    expect(Math.abs((rows[0]?.now.getTime() ?? 0) - Date.now())).toBeLessThan(10_000)
  })
})

describe('encryption', () => {
  it('gives back what was encrypted, differs every time, and is bound to its context and key', async () => {
    const encryption = createEncryption(await loadSecretKey(join(folder, 'keys', 'secrets.key')))
    const text = 'pässwörd 🔑'
    const [one, two] = [encryption.encrypt(text, 'a'), encryption.encrypt(text, 'a')]
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false)
    expect(encryption.decrypt(one, 'a')).toBe(text)
    expect(() => encryption.decrypt(one, 'b')).toThrow()
    expect(() => createEncryption(randomBytes(32)).decrypt(one, 'a')).toThrow()
    one[one.length - 1] = (one.at(-1) ?? 0) ^ 1
    expect(() => encryption.decrypt(one, 'a')).toThrow()
  })

  it('makes its key file once, for its owner only, when several processes start together', async () => {
    const path = join(folder, 'keys', 'together.key')
    const keys = await Promise.all([1, 2, 3, 4].map(() => loadSecretKey(path)))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})
