import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { loadDatabaseUrl } from '../../config.ts'

const migrationsFolder = fileURLToPath(new URL('../../../../../prisma/migrations/', import.meta.url))
/** Any number that no other tool of this product uses. */
const advisoryLockKey = 7_083_217

/** The table that Prisma's own tools read and write, so that either can follow the other. */
const migrationsTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

interface Migration {
  name: string
  sql: string
  checksum: string
}

/**
 * Brings a database to the schema of prisma/migrations and returns the names that were applied (none: it was there already).
 * Safe to run from several processes at once. A migration that fails is rolled back and recorded with its error; running again tries it again.
 * Throws when an applied migration was edited afterwards.
 */
export async function migrateDatabase(databaseUrl: string, folder = migrationsFolder): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLockKey])
    await client.query(migrationsTable)
    const applied = await appliedChecksums(client)
    const names: string[] = []
    for (const migration of await readMigrations(folder)) {
      const checksum = applied.get(migration.name)
      if (checksum === migration.checksum) continue
      if (checksum !== undefined) throw new Error(`Migration ${migration.name} was edited after it had been applied.`)
      await applyMigration(client, migration)
      names.push(migration.name)
    }
    return names
  } finally {
    await client.end()
  }
}

async function appliedChecksums(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Map(rows.map((row) => [row.migration_name, row.checksum]))
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** PostgreSQL's DDL is transactional: the schema change and its row hold together or not at all. */
async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  const row = [randomUUID(), migration.checksum, migration.name]
  try {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      row,
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, logs, rolled_back_at) VALUES ($1, $2, $3, $4, now())',
      [...row, error instanceof Error ? error.message : String(error)],
    )
    throw new Error(`Migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

if (import.meta.main) {
  const names = await migrateDatabase(loadDatabaseUrl())
  process.stdout.write(names.length === 0 ? 'The database is up to date.\n' : `Applied ${names.join(', ')}.\n`)
}
