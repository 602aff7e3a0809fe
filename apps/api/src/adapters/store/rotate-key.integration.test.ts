import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestDatabase, type TestDatabase } from '../../../../../scripts/test-services.ts'
import { encryptedColumns, type Fields } from './encrypted-columns.ts'
import { createEncryption, orderContext } from './encryption.ts'
import { ensureKeyFile, fileKeyRing, fixedKeyRing, newSecretKey, type SecretKey } from './key-ring.ts'
import { migrateDatabase } from './migrate.ts'
import { rotateKey } from './rotate-key.ts'

let database: TestDatabase
let client: pg.Client
let folder: string
beforeAll(async () => {
  database = await startTestDatabase('rotate')
  await migrateDatabase(database.url)
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  // Rows here need not be those of a whole installation.
  await client.query('SET session_replication_role = replica')
  folder = await mkdtemp(join(tmpdir(), 'fun-test-'))
})
afterAll(async () => {
  await client.end()
  await database.stop()
  await rm(folder, { recursive: true, force: true })
})

const column = z.object({ table: z.string(), column: z.string(), type: z.string(), required: z.boolean() })
const columns = async () =>
  z.array(column).parse(
    (
      await client.query(
        `SELECT table_name AS "table", column_name AS "column", udt_name AS type,
           is_nullable = 'NO' AND column_default IS NULL AS required
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
      )
    ).rows,
  )

/** What fits a column, whatever it is for. */
const sample: Record<string, () => unknown> = {
  uuid: () => randomUUID(),
  text: () => randomBytes(8).toString('hex'),
  _text: () => [],
  int4: () => 1,
  int8: () => 1,
  bool: () => false,
  jsonb: () => '{}',
  timestamp: () => new Date(),
  bytea: () => Buffer.from('made below'),
}

async function firstOfEnum(type: string): Promise<string> {
  const { rows } = await client.query<{ label: string }>(
    'SELECT enumlabel AS label FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typname = $1 ORDER BY enumsortorder LIMIT 1',
    [type],
  )
  const [first] = rows
  if (first === undefined) throw new Error(`Nothing is known that fits the type ${type}.`)
  return first.label
}

/** A row with something in every required column, in which the encrypted one holds what `encrypt` makes. */
async function insertRow(place: string, encrypt: (context: string) => Uint8Array): Promise<Fields> {
  const [table = '', encrypted = ''] = place.split('.')
  const wanted = (await columns()).filter(
    (each) => each.table === table && (each.required || each.column === encrypted),
  )
  const values = await Promise.all(wanted.map(({ type }) => sample[type]?.() ?? firstOfEnum(type)))
  const names = wanted.map((each) => pg.escapeIdentifier(each.column))
  const { rows } = await client.query(
    `INSERT INTO "${table}" AS t (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})
     RETURNING to_jsonb(t) AS row, ctid::text AS place`,
    values,
  )
  const [{ row, place: at }] = z
    .tuple([z.object({ row: z.record(z.string(), z.unknown()), place: z.string() })])
    .parse(rows)
  const context = encryptedColumns[place]?.(row) ?? ''
  await client.query(`UPDATE "${table}" SET "${encrypted}" = $1 WHERE ctid = $2::tid`, [
    Buffer.from(encrypt(context)),
    at,
  ])
  return row
}

const encryptedPlaces = async () =>
  (await columns())
    .filter(({ column: name }) => name.endsWith('Encrypted'))
    .map((each) => `${each.table}.${each.column}`)

/** As values were before data keys: one key for everything. */
function direct({ bytes }: SecretKey, text: string, context: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body])
}

/** Every value of a column as the keys of a file read it. */
async function readAll(place: string, keyText: string): Promise<string[]> {
  const [table = '', encrypted = ''] = place.split('.')
  const { rows } = await client.query<{ row: Fields; value: Buffer }>(
    `SELECT to_jsonb(t) AS row, "${encrypted}" AS value FROM "${table}" t WHERE "${encrypted}" IS NOT NULL`,
  )
  const encryption = createEncryption(fixedKeyRing(keyText))
  return rows.map(({ row, value }) => encryption.decrypt(value, encryptedColumns[place]?.(row) ?? '')).sort()
}

const contextOf = () => ({
  databaseUrl: database.url,
  secretKeys: undefined,
  secretKeyFile: join(folder, 'secrets.key'),
})

/** Bytes that anybody may read. */
const publicBytes = ['Passkey.publicKey']

it('every column that ends in Encrypted is one whose context is known, and every column of bytes ends so', async () => {
  const all = (await columns()).filter(({ type }) => type === 'bytea').map((each) => `${each.table}.${each.column}`)
  const bytes = all.filter((each) => !publicBytes.includes(each))
  expect(bytes.length).toBeGreaterThan(6)
  expect(bytes.filter((each) => encryptedColumns[each] === undefined)).toEqual([])
  expect(bytes.filter((each) => !each.endsWith('Encrypted'))).toEqual([])
})

it('a rotation puts every encrypted column under the new key, also values from before data keys; the earlier key is then not needed', async () => {
  const place = contextOf()
  await ensureKeyFile(place.secretKeyFile)
  const old = fileKeyRing(place.secretKeyFile).current()
  const before = createEncryption(fixedKeyRing(old.bytes.toString('base64')))
  const places = await encryptedPlaces()
  for (const each of places) {
    await insertRow(each, (context) => before.encrypt('in an envelope', context))
    await insertRow(each, (context) => direct(old, 'from before', context))
  }
  const environmentId = '01900000-0000-7000-8000-000000000001'
  const password = direct(old, 'of a superuser', orderContext(environmentId)).toString('base64')
  await client.query(
    `INSERT INTO "Operation" (id, kind, "environmentId", "hostId", trigger, input) VALUES (gen_random_uuid(), 'manage', $1, $1, 'test', $2)`,
    [environmentId, { command: 'superuser', passwordEncrypted: password }],
  )
  const first = await rotateKey(place, { forget: false })
  expect(first).toMatchObject({ rewrapped: 2 * places.length + 1, earlierKeyIds: [old.id] })
  expect(await rotateKey(place, { forget: true })).toEqual({ keyId: first.keyId, rewrapped: 0, earlierKeyIds: [] })
  const keyText = await readFile(place.secretKeyFile, 'utf8')
  expect(
    fixedKeyRing(keyText)
      .all()
      .map(({ id }) => id),
  ).toEqual([first.keyId])
  for (const each of places) expect(await readAll(each, keyText), each).toEqual(['from before', 'in an envelope'])
  const { rows } = await client.query<{ value: string }>(`SELECT input->>'passwordEncrypted' AS value FROM "Operation"`)
  const after = createEncryption(fixedKeyRing(keyText))
  expect(after.decrypt(Buffer.from(rows[0]?.value ?? '', 'base64'), orderContext(environmentId))).toBe('of a superuser')
})

it('a value that is written while a rotation runs is not lost, whichever key its process had', async () => {
  const place = contextOf()
  await ensureKeyFile(place.secretKeyFile)
  const running = createEncryption(fileKeyRing(place.secretKeyFile))
  const row = await insertRow('Secret.valueEncrypted', (context) => running.encrypt('first', context))
  const context = encryptedColumns['Secret.valueEncrypted']?.(row) ?? ''
  let newest = 'first'
  let rotating = true
  const writing = (async () => {
    for (let count = 1; rotating || count < 20; count++) {
      newest = `value ${count}`
      await client.query('UPDATE "Secret" SET "valueEncrypted" = $1 WHERE "environmentId" = $2', [
        Buffer.from(running.encrypt(newest, context)),
        row.environmentId,
      ])
    }
  })()
  try {
    for (let round = 0; round < 5; round++) await rotateKey(place, { forget: false })
  } finally {
    rotating = false
    await writing
  }
  const { keyId } = await rotateKey(place, { forget: true })
  const current = fileKeyRing(place.secretKeyFile).current()
  expect(current.id).toBe(keyId)
  expect(await readAll('Secret.valueEncrypted', current.bytes.toString('base64'))).toContain(newest)
})

it('keys of FUN_SECRET_KEY are not changed: everything comes to the first of them', async () => {
  const [next, held] = [newSecretKey(), fileKeyRing(contextOf().secretKeyFile).current()]
  const secretKeys = `${next.bytes.toString('base64')},${held.bytes.toString('base64')}`
  const rotation = await rotateKey({ ...contextOf(), secretKeys }, { forget: false })
  expect(rotation).toMatchObject({ keyId: next.id, earlierKeyIds: [held.id] })
  expect(rotation.rewrapped).toBeGreaterThan(0)
  expect(await readAll('Source.credentialsEncrypted', next.bytes.toString('base64'))).toHaveLength(2)
  expect(fileKeyRing(contextOf().secretKeyFile).current().id).toBe(held.id)
})

it('two rotations at once come one after the other, and everything is readable after both', async () => {
  const place = { ...contextOf(), secretKeyFile: join(folder, 'together.key') }
  const other = await startTestDatabase('rotate_together')
  try {
    await migrateDatabase(other.url)
    await ensureKeyFile(place.secretKeyFile)
    const both = { ...place, databaseUrl: other.url }
    await Promise.all([rotateKey(both, { forget: false }), rotateKey(both, { forget: false })])
    expect(fileKeyRing(place.secretKeyFile).all()).toHaveLength(3)
  } finally {
    await other.stop()
  }
})
