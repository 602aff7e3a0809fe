import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createFunClient } from '@fun/client/client'
import { operationEvents } from '@fun/client/operation-events'
import pg from 'pg'
import { z } from 'zod'
import { createEncryption, secretContext } from '../apps/api/src/adapters/store/encryption.ts'
import { fileKeyRing } from '../apps/api/src/adapters/store/key-ring.ts'
import { secretForms } from '../apps/api/src/pipeline/secret-forms.ts'
import type { StartedProduct } from './started-product.ts'

/** A text of the product, and where it is from. */
export interface Text {
  from: string
  text: string
}

/** Values of all secrets that the product keeps, by `environment NAME`, as only its key can read them. */
export async function keptPlaintexts({ product, databaseUrl }: StartedProduct): Promise<Map<string, string>> {
  const encryption = createEncryption(fileKeyRing(path.join(product.directory, 'keys/secret-key')))
  const row = z.object({ environmentId: z.string(), name: z.string(), value: z.instanceof(Buffer) })
  const rows = await query(databaseUrl, `SELECT "environmentId", name, "valueEncrypted" AS value FROM "SecretVersion"`)
  return new Map(
    z
      .array(row)
      .parse(rows)
      .map(({ environmentId, name, value }) => [
        `${environmentId} ${name}`,
        encryption.decrypt(value, secretContext(environmentId, name)),
      ]),
  )
}

/** Every row of every table, as text. */
export async function databaseTexts(databaseUrl: string): Promise<Text[]> {
  const tables = z
    .array(z.object({ name: z.string() }))
    .parse(
      await query(
        databaseUrl,
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      ),
    )
  const texts: Text[] = []
  for (const { name } of tables) {
    const rows = z
      .array(z.object({ row: z.string() }))
      .parse(await query(databaseUrl, `SELECT to_jsonb(t)::text AS row FROM "${name}" t`))
    texts.push(...rows.map(({ row }) => ({ from: `a row of ${name}`, text: row })))
  }
  return texts
}

/** What API and workers wrote. */
export async function processLogs(directory: string): Promise<Text[]> {
  const folder = path.join(directory, 'log')
  const names = await readdir(folder)
  return Promise.all(
    names.map(async (name) => ({ from: `log of ${name}`, text: await readFile(path.join(folder, name), 'utf8') })),
  )
}

const openapi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** Answers of every GET route of the document that `values` can fill in; of streams the first seconds. */
export async function answersOfAllRoutes(
  { product }: StartedProduct,
  values: Readonly<Record<string, string>>,
): Promise<Text[]> {
  const { paths } = openapi.parse(await product.portal.call('GET', '/openapi.json'))
  const urls = Object.entries(paths)
    .filter(([, methods]) => 'get' in methods)
    .map(([url]) => url.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole))
    .filter((url) => !url.includes('{'))
  return Promise.all(
    urls.map(async (url) => ({ from: url, text: await answerOf(product.portal.token, `${product.portal.url}${url}`) })),
  )
}

const streamMs = 3_000

async function answerOf(token: string, url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  })
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (!streams || response.body === null) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  const reader = response.body.getReader()
  const leave = setTimeout(() => void reader.cancel(), streamMs)
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  clearTimeout(leave)
  return text
}

/** All events of the operations. */
export async function eventsOf({ product: { portal } }: StartedProduct, operationIds: string[]): Promise<Text[]> {
  const client = createFunClient({ url: portal.url, token: portal.token })
  const texts: Text[] = []
  for (const id of operationIds) {
    const events = []
    for await (const event of operationEvents(client, id, { signal: AbortSignal.timeout(60_000) })) events.push(event)
    texts.push({ from: `events of ${id}`, text: JSON.stringify(events) })
  }
  return texts
}

/** Where plaintexts stand in texts, in any of their forms or as hex: `name in where`. */
export function leaksIn(texts: readonly Text[], plaintexts: ReadonlyMap<string, string>): string[] {
  const leaks = new Set<string>()
  for (const [name, value] of plaintexts)
    for (const form of [...secretForms([value]), Buffer.from(value).toString('hex')])
      for (const { from, text } of texts) if (text.includes(form)) leaks.add(`${name} in ${from}`)
  return [...leaks]
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}
