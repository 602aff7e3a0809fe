import { createPublicKey } from 'node:crypto'
import { sampleInput } from '@fun/compose-model/sample-input'
import { page } from '@fun/contract/resources'
import { type Secret, secret } from '@fun/contract/secrets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { secretContext } from '../../adapters/store/encryption.ts'
import { asJson } from '../../events/append.ts'
import { startTestApi, type TestApi } from '../../testing/test-api.ts'
import { makeTestPerson } from '../../testing/test-principals.ts'
import { makeTestRevision } from '../../testing/test-revision.ts'

const given = 'given-when-it-was-made'
const settings = { lms: { EMAIL_HOST_PASSWORD: '${MAIL_PASSWORD}' } }
let api: TestApi
let environmentId: string
beforeAll(async () => {
  api = await startTestApi('secrets', { FUN_SECRET_VERSIONS_KEPT: '3' })
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/x.git' })
  environmentId = await makeEnvironment('demo', 21_300, { MAIL_PASSWORD: given })
})
afterAll(() => api.stop())

async function makeEnvironment(name: string, port: number, secrets: Record<string, string> = {}): Promise<string> {
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 }, settings }
  const made = await api.call('POST', '/environments', { name, source: 'platform', specification, secrets })
  expect(made.status, made.text).toBe(201)
  return String(made.body.id)
}

const secretsOf = async (name: string): Promise<Secret[]> =>
  page(secret).parse((await api.call('GET', `/environments/${name}/secrets`)).body).items
const show = async (name: string) => secret.parse((await api.call('GET', `/environments/demo/secrets/${name}`)).body)
const put = (name: string, value: unknown, environment = 'demo') =>
  api.call('PUT', `/environments/${environment}/secrets/${name}`, { value })
const generate = (name: string, environment = 'demo') =>
  api.call('POST', `/environments/${environment}/secrets/${name}/generate`)
async function plaintextOf(name: string): Promise<string> {
  const { store, encryption } = api.installation.deps
  const row = await store.secret.findUniqueOrThrow({ where: { environmentId_name: { environmentId, name } } })
  return encryption.decrypt(row.valueEncrypted, secretContext(environmentId, name))
}

describe('secrets of a new environment', () => {
  it('are those that it needs, freshly made, and those that were given; each says what uses it', async () => {
    const found = await secretsOf('demo')
    expect(found.map(({ name }) => name)).toEqual([...found.map(({ name }) => name)].sort())
    const named = (name: string) => found.find((each) => each.name === name)
    expect(named('MYSQL_PASSWORD')).toMatchObject({
      kind: 'generated',
      version: 1,
      servingVersion: null,
      versions: [{ version: 1, createdBy: '' }],
      services: expect.arrayContaining(['cms', 'lms', 'mysql']),
    })
    expect(named('MAIL_PASSWORD')).toMatchObject({
      kind: 'own',
      version: 1,
      versions: [{ version: 1, createdBy: 'owner-token:owner' }],
      services: expect.arrayContaining(['lms']),
      settings: ['lms.EMAIL_HOST_PASSWORD'],
    })
    await makeEnvironment('other', 21_310)
    const { store, encryption } = api.installation.deps
    const rows = await store.secret.findMany({ where: { name: 'SECRET_KEY' } })
    const values = rows.map((row) => encryption.decrypt(row.valueEncrypted, secretContext(row.environmentId, row.name)))
    expect(new Set(values).size).toBe(2)
  })

  it('name what has no value yet', async () => {
    expect((await secretsOf('other')).find(({ name }) => name === 'MAIL_PASSWORD')).toMatchObject({
      version: null,
      versions: [],
      settings: ['lms.EMAIL_HOST_PASSWORD'],
    })
  })
})

describe('a secret', () => {
  it('that is set gets a new version, of which the newest are kept; nothing ever answers a value', async () => {
    const values = ['second-value', 'third-value', 'fourth-value', 'fifth-value']
    const answers = []
    for (const value of values) answers.push(await put('MAIL_PASSWORD', value))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await show('MAIL_PASSWORD')).toMatchObject({
      version: 5,
      versions: [{ version: 5 }, { version: 4 }, { version: 3 }],
    })
    expect(await plaintextOf('MAIL_PASSWORD')).toBe('fifth-value')
    const texts = await Promise.all(
      [
        '/environments/demo',
        '/environments/demo/secrets',
        '/environments/demo/secrets/MAIL_PASSWORD',
        '/audit/export',
      ].map(async (path) => (await api.call('GET', path)).text),
    )
    for (const value of [...values, given, await plaintextOf('SECRET_KEY')])
      for (const text of [...texts, ...answers.map((each) => each.text)]) expect(text).not.toContain(value)
  })

  it('is noted in the audit log by its name and version', async () => {
    const entry = await api.installation.deps.store.auditEntry.findFirstOrThrow({
      where: { action: 'secret.set' },
      orderBy: { id: 'desc' },
      omit: { sequence: true },
    })
    expect(entry).toMatchObject({
      subject: 'demo',
      environmentId,
      detail: { secrets: [{ name: 'MAIL_PASSWORD', version: 5 }] },
    })
  })

  it('that is generated is random, and a key pair is made whole', async () => {
    const before = await plaintextOf('JWT_PUBLIC_SIGNING_JWK_SET')
    expect((await generate('JWT_PRIVATE_SIGNING_JWK')).body).toMatchObject({ version: 2 })
    const [secretHalf, publicHalf] = [
      await plaintextOf('JWT_PRIVATE_SIGNING_JWK'),
      await plaintextOf('JWT_PUBLIC_SIGNING_JWK_SET'),
    ]
    expect(publicHalf).not.toBe(before)
    const jwk = z.looseObject({ n: z.string(), kid: z.string() })
    const made = jwk.parse(JSON.parse(secretHalf))
    const [shown] = z.object({ keys: z.tuple([jwk]) }).parse(JSON.parse(publicHalf)).keys
    expect([shown.n, shown.kid]).toEqual([made.n, made.kid])
    expect(shown).not.toHaveProperty('d')
    expect(createPublicKey({ key: shown, format: 'jwk' }).asymmetricKeyType).toBe('rsa')
    expect(await show('JWT_PUBLIC_SIGNING_JWK_SET')).toMatchObject({ version: 2 })
    expect((await generate('OWN_TOKEN')).body).toMatchObject({ kind: 'own', version: 1 })
    expect((await plaintextOf('OWN_TOKEN')).length).toBeGreaterThan(40)
  })

  it('that is brought as a private key is taken with its public half, and anything else is refused', async () => {
    await generate('JWT_PRIVATE_SIGNING_JWK', 'other')
    const brought = await plaintextOf('JWT_PRIVATE_SIGNING_JWK')
    expect((await put('JWT_PRIVATE_SIGNING_JWK', brought, 'other')).status).toBe(200)
    const refused = await put('JWT_PRIVATE_SIGNING_JWK', 'no key at all')
    expect(refused.body).toMatchObject({ status: 422, code: 'invalid-request', errors: [{ path: 'value' }] })
    expect(refused.text).not.toContain('no key at all')
  })

  it.each([
    ['PUT', 'PATH', 'secret-name-refused'],
    ['PUT', 'FUN_TOKEN', 'secret-name-refused'],
    ['PUT', 'JWT_PUBLIC_SIGNING_JWK_SET', 'secret-derived'],
    ['POST', 'LD_PRELOAD', 'secret-name-refused'],
    ['POST', 'JWT_PUBLIC_SIGNING_JWK_SET', 'secret-derived'],
    ['DELETE', 'MYSQL_PASSWORD', 'secret-generated'],
    ['DELETE', 'MAIL_PASSWORD', 'secret-in-use'],
    ['DELETE', 'NOT_THERE', 'not-found'],
    ['PUT', 'lower-case', 'invalid-request'],
  ] as const)('%s of %s is refused with %s', async (method, name, code) => {
    const path = `/environments/demo/secrets/${name}${method === 'POST' ? '/generate' : ''}`
    const answer = await api.call(method, path, method === 'PUT' ? { value: 'long enough' } : undefined)
    expect(answer.body).toMatchObject({ code, cure: expect.stringMatching(/\w/) })
  })

  it('that is reserved or too short is refused in a new and a changed environment too, and named', async () => {
    const changed = await api.call('PATCH', '/environments/demo', { secrets: { PYTHONPATH: 'long enough' } })
    expect(changed.body).toMatchObject({ code: 'secret-name-refused', errors: [{ path: 'secrets.PYTHONPATH' }] })
    const short = await api.call('PATCH', '/environments/demo', { secrets: { SOME_PASSWORD: 'short' } })
    expect(short.body).toMatchObject({ status: 422, errors: [{ path: 'secrets.SOME_PASSWORD' }] })
    expect((await secretsOf('demo')).map(({ name }) => name)).not.toContain('PYTHONPATH')
  })

  it('that nothing names is removed with its versions, and counts on when it comes back after a deploy', async () => {
    const { store } = api.installation.deps
    await put('UNUSED_TOKEN', 'first-of-it')
    await put('UNUSED_TOKEN', 'second-of-it')
    const input = { ...sampleInput({ kind: 'production', release: 'teak' }, 'official'), name: 'demo' }
    await makeTestRevision(store, environmentId, {
      secretVersions: { UNUSED_TOKEN: 2, MYSQL_PASSWORD: 1 },
      renderInput: asJson(input),
    })
    expect(await show('UNUSED_TOKEN')).toMatchObject({ servingVersion: 2, services: [] })
    expect((await api.call('DELETE', '/environments/demo/secrets/UNUSED_TOKEN')).status).toBe(204)
    expect(await store.secretVersion.count({ where: { environmentId, name: 'UNUSED_TOKEN' } })).toBe(0)
    expect((await put('UNUSED_TOKEN', 'third-of-it')).body).toMatchObject({ version: 3 })
  })

  it('that a server keeps with its data is not generated anew once the environment was deployed, but may be set', async () => {
    expect((await generate('MYSQL_PASSWORD')).body).toMatchObject({ status: 409, code: 'secret-held-by-data' })
    expect((await generate('SECRET_KEY')).status).toBe(200)
    expect((await put('MYSQL_PASSWORD', 'as-the-server-has-it')).status).toBe(200)
  })

  it('of which the serving version is old is kept in that version', async () => {
    for (const value of ['value-two', 'value-three', 'value-four', 'value-five']) await put('MYSQL_PASSWORD', value)
    const { versions } = await show('MYSQL_PASSWORD')
    expect(versions.map(({ version }) => version)).toEqual([6, 5, 4, 1])
  })
})

it('a viewer sees no secret, a developer names and versions only, an operator sets them', async () => {
  const { deps } = api.installation
  const viewer = await makeTestPerson(deps, { [environmentId]: 'viewer' })
  const developer = await makeTestPerson(deps, { [environmentId]: 'developer' })
  const operator = await makeTestPerson(deps, { [environmentId]: 'operator' })
  const statuses = async ({ headers }: { headers: Record<string, string> }) => [
    (await api.call('GET', '/environments/demo/secrets', undefined, headers)).status,
    (await api.call('PUT', '/environments/demo/secrets/BY_ROLE', { value: 'long enough' }, headers)).status,
  ]
  expect(await statuses(viewer)).toEqual([403, 403])
  expect(await statuses(developer)).toEqual([200, 403])
  expect(await statuses(operator)).toEqual([200, 200])
})
