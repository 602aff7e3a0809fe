import { auditEntry, auditVerification } from '@fun/contract/audit'
import { page } from '@fun/contract/resources'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { principalOfToken } from '../../plugins/auth.ts'
import { startTestApi, type TestApi } from '../../testing/test-api.ts'
import { audit } from '../audit.ts'
import type { Actor } from '../context.ts'
import { refusalRecorder } from './refusal.ts'
import { verifyAudit, verifyExport } from './verify.ts'

let api: TestApi
let database: pg.Client
let actor: Actor
beforeAll(async () => {
  api = await startTestApi('audit')
  database = new pg.Client({ connectionString: api.installation.config.databaseUrl })
  await database.connect()
  const principal = await principalOfToken(api.installation.deps, api.token)
  if (principal === null) throw new Error('the token is not known')
  actor = principal
})
afterAll(async () => {
  await database.end()
  await api.stop()
})

const store = () => api.installation.deps.store
const write = (subject: string) => store().$transaction((each) => audit(each, actor, 'test.write', subject))
const entries = async (query = '') => page(auditEntry).parse((await api.call('GET', `/audit${query}`)).body)
const verification = async (query = '') =>
  auditVerification.parse((await api.call('GET', `/audit/verification${query}`)).body)

describe('an entry', () => {
  it('says who, from where, what and on what, with what was changed', async () => {
    const headers = { authorization: `Bearer ${api.token}`, 'user-agent': 'curl/8.0' }
    await api.call('POST', '/sources', { name: 'audited', url: 'https://example.org/x.git' }, headers)
    const specification = { kind: 'production', release: 'teak', lms: { port: 21_100 }, cms: { port: 21_101 } }
    const created = await api.call(
      'POST',
      '/environments',
      { name: 'audited', source: 'audited', specification, secrets: { MAIL_PASSWORD: 'never-in-the-log' } },
      headers,
    )
    expect(created.status).toBe(201)
    const settings = { lms: { EMAIL_HOST_PASSWORD: 'typed-in-plain', EMAIL_HOST: 'mail.example.org' } }
    const updated = await api.call(
      'PATCH',
      '/environments/audited',
      { reference: 'release', specification: { ...specification, settings } },
      headers,
    )
    expect(updated.status).toBe(200)
    const { items } = await entries('?environment=audited')
    expect(items).toMatchObject([
      {
        action: 'environment.update',
        principal: 'owner-token:owner',
        clientAddress: '127.0.0.1',
        userAgent: 'curl/8.0',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        environmentId: created.body.id,
        result: 'done',
        before: { reference: 'main', specification: {} },
        after: {
          reference: 'release',
          specification: {
            settings: { lms: { EMAIL_HOST_PASSWORD: '[redacted]', EMAIL_HOST: 'mail.example.org' } },
          },
        },
      },
      { action: 'environment.create', subject: 'audited', detail: { source: 'audited', secrets: ['MAIL_PASSWORD'] } },
    ])
    const all = (await api.call('GET', '/audit/export')).text
    expect(all).not.toContain('never-in-the-log')
    expect(all).not.toContain('typed-in-plain')
  })

  it('is not there when its change is rolled back, and leaves no gap', async () => {
    const before = await verification()
    await expect(
      store().$transaction(async (each) => {
        await audit(each, actor, 'test.write', 'rolled-back')
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await write('after')
    const { items } = await entries('?action=test.write')
    expect(items.map((each) => each.subject)).toEqual(['after'])
    expect(items[0]?.sequence).toBe(before.entries + 1)
  })

  it('is found by each of its filters, page by page', async () => {
    for (const subject of ['one', 'two', 'three']) await write(subject)
    const subjects = async (query: string) => (await entries(query)).items.map((each) => each.subject)
    expect(await subjects('?subject=two')).toEqual(['two'])
    expect(await subjects('?action=test.&limit=3')).toEqual(['three', 'two', 'one'])
    expect(await subjects('?principal=owner&action=test.write&limit=1')).toEqual(['three'])
    expect(await subjects('?principal=user:owner')).toEqual([])
    expect(await subjects('?result=refused')).toEqual([])
    expect(await subjects('?environment=nowhere')).toEqual([])
    const [now, past] = [new Date().toISOString(), '2020-01-01T00:00:00Z']
    expect(await subjects(`?from=${past}&to=${now}&subject=one`)).toEqual(['one'])
    expect(await subjects(`?from=${now}`)).toEqual([])
    expect(await subjects(`?to=${past}`)).toEqual([])
    const first = await entries('?action=test.write&limit=2')
    const second = await entries(`?action=test.write&limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map((each) => each.subject)).toEqual(['three', 'two', 'one', 'after'])
    expect(second.nextCursor).toBeNull()
    expect((await api.call('GET', '/audit?from=yesterday')).body).toMatchObject({
      status: 422,
      errors: [{ path: 'from' }],
    })
  })
})

describe('the log', () => {
  it.each([
    `UPDATE "AuditEntry" SET subject = 'another'`,
    `UPDATE "AuditEntry" SET hash = NULL`,
    'DELETE FROM "AuditEntry"',
    'TRUNCATE "AuditEntry"',
    `UPDATE "AuditHead" SET hash = 'another'`,
    'DELETE FROM "AuditHead"',
    'TRUNCATE "AuditHead"',
    `INSERT INTO "AuditHead" (id, sequence, hash) VALUES (2, 1, '')`,
    `INSERT INTO "AuditEntry" (id, principal, action, subject, "contentHash", sequence) VALUES (gen_random_uuid(), 'p', 'a', 's', '', 1000)`,
  ])('refuses %s', async (statement) => {
    await expect(database.query(statement)).rejects.toThrow('append-only')
    expect(await verification()).toMatchObject({ intact: true, broken: null })
  })

  it('is one chain, however many write at once', async () => {
    const before = await verification()
    await Promise.all(Array.from({ length: 40 }, (_, index) => write(`at-once-${index}`)))
    const after = await verification()
    expect(after).toMatchObject({ intact: true, entries: before.entries + 40 })
    expect(after.head?.sequence).toBe(after.entries)
  })

  it('is exported as JSON lines that verify without a database, whole and in part', async () => {
    const { text, type } = await api.call('GET', '/audit/export')
    expect(type).toBe('application/x-ndjson')
    const lines = text.trim().split('\n')
    const head = (await verification()).head
    expect(await verifyExport(from(lines))).toMatchObject({ intact: true, entries: lines.length, head })
    expect(await verifyExport(from(lines.slice(5)))).toMatchObject({ intact: true, entries: lines.length - 5 })
    expect(await verifyExport(from(lines.toSpliced(7, 1)))).toMatchObject({ intact: false, broken: { sequence: 8 } })
    const altered = lines.with(3, lines[3]?.replace('"owner-token:owner"', '"owner-token:other"') ?? '')
    expect(await verifyExport(from(altered))).toMatchObject({
      broken: { sequence: 4, reason: expect.stringContaining('altered') },
    })
    const some = (await api.call('GET', '/audit/export?subject=one')).text.trim().split('\n')
    expect(some.map((line) => auditEntry.parse(JSON.parse(line)).subject)).toEqual(['one'])
  })

  it('names the first entry that was altered, removed, cut off or put in', async () => {
    const noted = (await verification()).head
    const query = `?sequence=${noted?.sequence}&hash=${noted?.hash}`
    expect(await verification(query)).toMatchObject({ intact: true })
    const damages: Array<[string, number, RegExp]> = [
      [`UPDATE "AuditEntry" SET subject = 'forged' WHERE sequence = 3`, 3, /altered/],
      [`UPDATE "AuditEntry" SET result = 'refused' WHERE sequence = 4`, 4, /altered/],
      [`DELETE FROM "AuditEntry" WHERE sequence = 5`, 5, /missing/],
      [`DELETE FROM "AuditEntry" WHERE sequence = ${noted?.sequence}`, noted?.sequence ?? 0, /cut off/],
      [
        `INSERT INTO "AuditEntry" (id, principal, action, subject, "contentHash") VALUES (gen_random_uuid(), 'p', 'a', 's', '')`,
        0,
        /outside of the chain/,
      ],
    ]
    for (const [statement, sequence, reason] of damages) {
      await unguarded('CREATE TABLE saved AS TABLE "AuditEntry"', statement)
      const { broken } = await verifyAudit(api.installation.deps)
      expect(broken).toEqual({ sequence, reason: expect.stringMatching(reason) })
      await unguarded('DELETE FROM "AuditEntry"', 'INSERT INTO "AuditEntry" SELECT * FROM saved', 'DROP TABLE saved')
      expect(await verification(query)).toMatchObject({ intact: true, broken: null })
    }
  })

  it('that was rewritten as a whole does not hold what was noted of it', async () => {
    const noted = (await verification()).head
    const answer = await verification(`?sequence=${noted?.sequence}&hash=${'f'.repeat(64)}`)
    expect(answer.broken).toEqual({ sequence: noted?.sequence, reason: expect.stringContaining('rewritten') })
    const later = await verification(`?sequence=${(noted?.sequence ?? 0) + 7}&hash=${noted?.hash}`)
    expect(later.broken).toEqual({ sequence: (noted?.sequence ?? 0) + 1, reason: expect.stringContaining('cut off') })
    expect((await api.call('GET', '/audit/verification?sequence=1')).status).toBe(422)
  })
})

describe('a refusal', () => {
  it('is recorded, at most thirty times an hour of one principal, and the last one says so', async () => {
    let hour = 0
    const record = refusalRecorder(api.installation.deps, () => 1 + hour * 3_700_000)
    const refusal = {
      policy: 'environment:destroy',
      subject: 'prod',
      detail: { method: 'POST', route: '/x', code: 'forbidden' },
    }
    for (let call = 0; call < 50; call++) await record(actor, refusal)
    const { items } = await entries('?result=refused&limit=100')
    expect(items).toHaveLength(30)
    expect(items[0]).toMatchObject({
      action: 'environment.destroy',
      subject: 'prod',
      detail: { code: 'forbidden', note: expect.stringContaining('not recorded') },
    })
    expect(items[1]?.detail.note).toBeUndefined()
    hour = 2
    await record(actor, refusal)
    expect((await entries('?result=refused&limit=100')).items).toHaveLength(31)
  })

  it('of many principals is bounded too', async () => {
    const record = refusalRecorder(api.installation.deps, () => 1)
    const refusal = { policy: 'x:flood', subject: 's', detail: { method: 'POST', route: '/x', code: 'forbidden' } }
    for (let call = 0; call < 400; call++) await record({ ...actor, name: `bot-${call}` }, refusal)
    expect(await store().auditEntry.count({ where: { action: 'x.flood' } })).toBe(300)
  })
})

async function* from(lines: string[]): AsyncGenerator<string> {
  yield* lines
}

/** Runs statements as somebody who owns the table and switches its triggers off meanwhile. */
async function unguarded(...statements: string[]): Promise<void> {
  const all = [
    'ALTER TABLE "AuditEntry" DISABLE TRIGGER USER',
    ...statements,
    'ALTER TABLE "AuditEntry" ENABLE TRIGGER USER',
  ]
  await database.query(['BEGIN', ...all, 'COMMIT'].join(';'))
}
