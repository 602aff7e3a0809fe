import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Operation } from '@fun/contract/resources'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describe as describeOperation } from './portal.ts'
import { RestoredDatabase } from './restored-database.ts'
import { commitOn } from './sample-repository.ts'
import { addressesOf } from './served-checks.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'

const minutes = 60_000
/** Workers are not what this is about, and two environments share the machine. */
const small = { workers: { lms: 0, cms: 0 } }
const newMigration = 'lms/djangoapps/courseware/migrations/0002_platform_change.py'
let started: StartedProduct
let first: string
let second: string
beforeAll(async () => {
  started = await startProduct('migrations')
  first = await createSampleEnvironment(started.product, 'first', small)
  second = await createSampleEnvironment(started.product, 'second', small)
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

const detailOf = (operation: Operation, key: string): string =>
  operation.steps.find((step) => step.key === key)?.detail ?? ''

async function lmsOf(name: string): Promise<string> {
  return addressesOf(await started.product.portal.environment(name)).lms
}

/** Values of everything secret in the environment of an environment's containers. */
async function secretsOf(name: string): Promise<string[]> {
  const values = new Set<string>()
  for (const { Id } of await started.product.containers(name)) {
    const { Config } = await started.product.docker.getContainer(Id).inspect()
    for (const entry of Config.Env) {
      const value = entry.slice(entry.indexOf('=') + 1)
      if (/^[A-Z0-9_]*(PASSWORD|SECRET|KEY|JWK|JWK_SET)=/.test(entry) && value !== '') values.add(value)
    }
  }
  return [...values]
}

async function log(name: string, ...args: string[]): Promise<string> {
  const body = { command: 'manage', service: 'lms', arguments: args }
  const ended = await started.product.portal.done(`/environments/${name}/manage`, body, minutes)
  return (await started.product.portal.log(ended.id)).join('\n')
}

test('the first environment leaves a baseline that holds nothing of it', { timeout: 12 * minutes }, async () => {
  const { portal, directory } = started.product
  const deployment = await portal.done(`/environments/${first}/deployments`, {}, 12 * minutes)
  expect(detailOf(deployment, 'job-migrate-cms')).toContain('new environments start from it')
  const folder = path.join(directory, 'baselines')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql.gz'))
  expect(files).toHaveLength(1)
  const dump = gunzipSync(await readFile(path.join(folder, files[0] ?? ''))).toString('utf8')
  expect(dump).toContain('INSERT INTO `django_migrations`')
  const secrets = await secretsOf(first)
  expect(secrets.length).toBeGreaterThan(5)
  const { lms, cms } = (await portal.environment(first)).specification
  // `cms@openedx` is the account that signs Studio in: made after the migrations.
  const personal = [...secrets, `${lms.host}:${lms.port}`, `${cms.host}:${cms.port}`, first, 'cms@openedx']
  expect(personal.filter((text) => dump.includes(text))).toEqual([])
  expect(dump).not.toMatch(/INSERT INTO `(auth_user|django_session|oauth2_provider_\w+)`/)
})

test('a second environment starts from the baseline, with every migration and no account of the first', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  const { result } = await portal.done(`/environments/${second}/plans`, {}, 2 * minutes)
  expect(String(result.plan)).toMatch(/starts from the baseline of .* kB; no migration is left/)
  const deployment = await portal.done(`/environments/${second}/deployments`, {}, 6 * minutes)
  expect(detailOf(deployment, 'job-migrate-lms')).toMatch(/^restored from the baseline of .*; 0 migrations left$/)
  expect(detailOf(deployment, 'job-migrate-cms')).toBe('the baseline holds every migration')
  expect(await portal.log(deployment.id)).toContain('the static generation is copied from another environment')
  const shown = await log(second, 'showmigrations', '--plan')
  expect(shown).toContain('[X]')
  expect(shown).not.toContain('[ ]')
  await log(second, 'migrate', '--check')
  const users =
    'from django.contrib.auth.models import User; print("users", sorted(u.username for u in User.objects.all()))'
  expect(await log(second, 'shell', '-c', users)).toContain("users ['cms']")
  // Why a baseline needs nothing of MongoDB.
  const mongo =
    'from django.conf import settings; from pymongo import MongoClient; s = settings.DOC_STORE_CONFIG; print("mongo", MongoClient(s["host"], s["port"])[s["db"]].list_collection_names())'
  expect(await log(second, 'shell', '-c', mongo)).toContain('mongo []')
  const page = await fetch(`${await lmsOf(second)}/`)
  expect(await page.text()).toContain('This line comes from the database')
})

test('changed packages are named as a reason to migrate, changed code is none', { timeout: 3 * minutes }, async () => {
  const marks = async (reference: string): Promise<string> => {
    const plan = await started.product.portal.done(`/environments/${second}/plans`, { reference }, 2 * minutes)
    return JSON.stringify(plan.result.marks)
  }
  expect(await marks('change/requirements')).toContain('Python dependencies changed')
  expect(await marks('change/python')).not.toContain('migration')
})

/** Asks for a page until stopped and remembers what answers there were, in order, without repetitions. */
async function visit(
  url: string,
  signal: AbortSignal,
): Promise<Array<{ status: number; retryAfter: string | null; text: string }>> {
  const seen: Array<{ status: number; retryAfter: string | null; text: string }> = []
  while (!signal.aborted) {
    const answer = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined)
    const status = answer?.status ?? 0
    const text = (await answer?.text()) ?? ''
    if (seen.at(-1)?.status !== status)
      seen.push({ status, retryAfter: answer?.headers.get('retry-after') ?? null, text })
    await sleep(50)
  }
  return seen
}

async function visited<T>(url: string, work: Promise<T>) {
  const stop = new AbortController()
  const visits = visit(url, stop.signal)
  const result = await work.finally(() => stop.abort())
  return { result, visits: await visits }
}

/** The answer while requests were held. While nginx reloads, its old workers and its new ones both answer for a moment. */
function heldBetween(visits: Awaited<ReturnType<typeof visit>>) {
  expect([...new Set(visits.map((each) => each.status))]).toEqual([200, 503])
  expect(visits.at(-1)?.status).toBe(200)
  return visits.find((each) => each.status === 503)
}

test('a migration is named, runs once for both systems, after a snapshot and behind a maintenance page', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  const order = { reference: 'change/migration', maintenance: true, snapshot: true }
  const plan = await portal.done(`/environments/${second}/plans`, order, 2 * minutes)
  expect(plan.result.marks).toContainEqual(expect.objectContaining({ kind: 'migration', paths: [newMigration] }))
  expect(plan.result.marks).toContainEqual(
    expect.objectContaining({ kind: 'downtime', resource: 'configuration nginx' }),
  )
  const deploying = portal.done(
    `/environments/${second}/deployments`,
    { ...order, planHash: plan.result.planHash },
    5 * minutes,
  )
  const { result: deployment, visits } = await visited(`${await lmsOf(second)}/heartbeat`, deploying)
  const held = heldBetween(visits)
  expect(held?.retryAfter).toBe('10')
  expect(held?.text).toContain('Back in a moment')
  expect(detailOf(deployment, 'job-migrate-lms')).toBe('1 migration applied')
  expect(detailOf(deployment, 'job-migrate-cms')).toContain('nothing to do')
  const { snapshot } = deployment.result
  const file = typeof snapshot === 'object' && snapshot !== null && 'file' in snapshot ? String(snapshot.file) : ''
  const dump = gunzipSync(await readFile(file)).toString('utf8')
  expect(dump).toContain('CREATE TABLE `auth_user`')
  expect(dump).not.toContain('CREATE TABLE `platform_change`')
})

test('a failing migration of the CMS alone runs, and stops the deployment; the old code serves, and requests reach it again', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  const source = [
    'from django.db import migrations',
    '',
    'class Migration(migrations.Migration):',
    "    dependencies = [('contentstore', '0001_initial')]",
    "    operations = [migrations.RunSQL('THIS IS NO SQL')]",
    '',
  ].join('\n')
  const failing = 'cms/djangoapps/contentstore/migrations/0002_failing.py'
  await commitOn(
    started.repository,
    'failing',
    (folder) => writeFile(path.join(folder, failing), source),
    'change/migration',
  )
  const before = (await started.product.containers(second)).map((each) => each.Id).toSorted()
  const { id } = await portal.start(`/environments/${second}/deployments`, { reference: 'failing', maintenance: true })
  const { result: failed, visits } = await visited(`${await lmsOf(second)}/heartbeat`, portal.finished(id, 5 * minutes))
  expect(failed.state, describeOperation(failed)).toBe('failed')
  expect(failed.problem?.code).toBe('migration-failed')
  expect(failed.problem?.log?.join('\n')).toContain('0002_failing')
  expect(detailOf(failed, 'job-migrate-lms')).toBe('nothing to do')
  heldBetween(visits)
  expect((await started.product.containers(second)).map((each) => each.Id).toSorted()).toEqual(before)
  expect((await fetch(`${await lmsOf(second)}/heartbeat`)).status).toBe(200)
})

test('a tree with one more migration starts from the baseline, runs that one, and leaves a baseline of its own', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  const third = await createSampleEnvironment(started.product, 'third', small, { reference: 'change/migration' })
  const plan = await portal.done(`/environments/${third}/plans`, {}, 2 * minutes)
  expect(String(plan.result.plan)).toContain('1 migration file is newer than it')
  const deployment = await portal.done(`/environments/${third}/deployments`, {}, 6 * minutes)
  expect(detailOf(deployment, 'job-migrate-lms')).toMatch(/^restored from the baseline of .*; 1 migration left$/)
  expect(detailOf(deployment, 'job-migrate-cms')).toMatch(/^nothing to do.*new environments start from it$/)
  await log(third, 'migrate', '--check')
  await portal.done(`/environments/${third}/destroy`, { name: third, removeData: true }, 2 * minutes)
})

test('a restore that was cut is made anew; data is never restored over; what cannot be restored leaves an empty database', {
  timeout: 5 * minutes,
}, async () => {
  const database = await RestoredDatabase.of(started.product, first)
  const folder = path.join(started.product.directory, 'baselines')
  const [file = ''] = await readdir(folder)
  const dump = gunzipSync(await readFile(path.join(folder, file))).toString('latin1')
  const noise = "CREATE TABLE noise (value VARCHAR(255));\nINSERT INTO noise VALUES ('@fun-new-secret@');\n"
  const baseline = gzipSync(Buffer.from(dump + noise, 'latin1'))

  expect(await database.migrate(baseline)).toContain('"fresh": false, "restored": false')
  expect(await database.sql('SELECT username FROM auth_user')).toContain('cms')

  await database.empty()
  await database.sql('CREATE TABLE fun_restoring (id INT PRIMARY KEY); CREATE TABLE auth_user (id INT)')
  const again = await database.migrate(baseline)
  expect(again).toContain('a restore was interrupted')
  expect(again).toContain('"restored": true')
  expect(await database.sql('SHOW TABLES')).not.toContain('fun_restoring')
  expect(await database.sql('SELECT LENGTH(value) FROM noise')).toContain('128')

  await database.empty()
  const refused = await database.migrate(gzipSync('CREATE TABLE half (a INT);\nTHIS IS NO SQL;\n'))
  expect(refused).toMatch(/the baseline cannot be restored[\s\S]*"fresh": true, "restored": false/)
  expect(await database.sql('SHOW TABLES')).not.toContain('half')

  await database.empty()
  expect(await database.migrate(baseline.subarray(0, 200))).toMatch(
    /the baseline cannot be read[\s\S]*"restored": false/,
  )
  expect(await database.sql('SELECT COUNT(*) > 20 FROM django_migrations')).toContain('1')
})
