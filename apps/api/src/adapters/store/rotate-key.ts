import pg from 'pg'
import { z } from 'zod'
import { encryptedColumns } from './encrypted-columns.ts'
import { ciphertextHeader, createEncryption, type Encryption, orderContext } from './encryption.ts'
import { fileKeyRing, type KeyRing, newSecretKey, openKeyRing, writeKeyFile } from './key-ring.ts'

/** Any number that no other tool of this product uses. */
const advisoryLockKey = 7_083_218
const batchSize = 200
const fields = z.record(z.string(), z.unknown())

/** Where the keys and what they encrypt are. */
export interface RotationPlace {
  databaseUrl: string
  /** `FUN_SECRET_KEY`; undefined: the keys are in the file. */
  secretKeys: string | undefined
  secretKeyFile: string
}

export interface Rotation {
  /** Of the key that everything is under now. */
  keyId: string
  /** Values that were under another key. */
  rewrapped: number
  /** Ids of earlier keys that are still there: backups from before may need them. */
  earlierKeyIds: string[]
}

/**
 * Puts every encrypted value under another key while API and workers go on. Keys in a file: a new one is made and written in front of those
 * that are there; `forget` makes none, and takes the earlier ones out once nothing is under them. Keys in `FUN_SECRET_KEY` are not changed: the
 * first one is the one to come to. Rotations exclude each other; one that was cut is made good by the next.
 */
export async function rotateKey(place: RotationPlace, { forget }: { forget: boolean }): Promise<Rotation> {
  const client = new pg.Client({ connectionString: place.databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLockKey])
    const keys = await openKeyRing(place)
    const isFile = place.secretKeys === undefined
    if (isFile && !forget) await writeKeyFile(place.secretKeyFile, [newSecretKey(), ...keys.all()])
    const rewrapped = await rewrapAll(client, createEncryption(keys), keys)
    if (isFile && forget) await writeKeyFile(place.secretKeyFile, [keys.current()])
    const [current, ...earlier] = (isFile ? fileKeyRing(place.secretKeyFile) : keys).all()
    return { keyId: current?.id ?? '', rewrapped, earlierKeyIds: earlier.map(({ id }) => id) }
  } finally {
    await client.end()
  }
}

/** All columns of bytes whose names end in `Encrypted`, and the passwords that wait with operations. Each value is exchanged only if it is still what was read. */
async function rewrapAll(client: pg.Client, encryption: Encryption, keys: KeyRing): Promise<number> {
  const header = ciphertextHeader(keys.current().id)
  let count = await rewrapOrders(client, encryption)
  for (const place of await columnsToRewrap(client)) count += await rewrapColumn(client, encryption, header, place)
  return count
}

interface Column {
  table: string
  column: string
}

async function columnsToRewrap(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = current_schema() AND udt_name = 'bytea' AND column_name LIKE '%Encrypted' ORDER BY 1, 2`,
  )
  return rows
}

async function rewrapColumn(
  client: pg.Client,
  encryption: Encryption,
  header: Buffer,
  { table, column }: Column,
): Promise<number> {
  const contextOf = encryptedColumns[`${table}.${column}`]
  const [from, field] = [pg.escapeIdentifier(table), pg.escapeIdentifier(column)]
  let count = 0
  for (;;) {
    const { rows } = await client.query<{ place: string; value: Buffer; row: unknown }>(
      `SELECT ctid::text AS place, ${field} AS value, to_jsonb(t) - $2::text AS row FROM ${from} t
       WHERE ${field} IS NOT NULL AND substring(${field} FROM 1 FOR ${header.length}) <> $1 LIMIT ${batchSize}`,
      [header, column],
    )
    if (rows.length === 0) return count
    for (const { place, value, row } of rows) {
      const wrapped = encryption.rewrap(value, contextOf?.(fields.parse(row)))
      if (wrapped === undefined) continue
      const changed = await client.query(`UPDATE ${from} SET ${field} = $1 WHERE ctid = $2::tid AND ${field} = $3`, [
        Buffer.from(wrapped),
        place,
        value,
      ])
      count += changed.rowCount ?? 0
    }
  }
}

/** A superuser's password waits with its operation, as base64 in its input. */
async function rewrapOrders(client: pg.Client, encryption: Encryption): Promise<number> {
  const { rows } = await client.query<{ id: string; environmentId: string; value: string }>(
    `SELECT id, "environmentId", input->>'passwordEncrypted' AS value FROM "Operation" WHERE input ? 'passwordEncrypted'`,
  )
  let count = 0
  for (const { id, environmentId, value } of rows) {
    const wrapped = encryption.rewrap(Buffer.from(value, 'base64'), orderContext(environmentId))
    if (wrapped === undefined) continue
    const changed = await client.query(
      `UPDATE "Operation" SET input = jsonb_set(input, '{passwordEncrypted}', to_jsonb($1::text))
       WHERE id = $2 AND input->>'passwordEncrypted' = $3`,
      [Buffer.from(wrapped).toString('base64'), id, value],
    )
    count += changed.rowCount ?? 0
  }
  return count
}
