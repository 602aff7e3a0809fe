import { apiToken, createdToken } from '@fun/contract/access'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { makeTestEnvironment } from './testing/test-environment.ts'
import { makeTestPerson, type TestPerson, type TestRoles } from './testing/test-principals.ts'
import { isTokenText } from './usecases/tokens/token-secret.ts'

let api: TestApi
let staging: string
let live: string
beforeAll(async () => {
  api = await startTestApi('access')
  staging = await makeTestEnvironment(api, 'staging', 20_100)
  live = await makeTestEnvironment(api, 'live', 20_200)
})
afterAll(() => api.stop())

const person = (roles: TestRoles) => makeTestPerson(api.installation.deps, roles)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const status = async (path: string, headers: Record<string, string>) =>
  (await api.call('GET', path, undefined, headers)).status
async function makeToken(by: TestPerson, body: object, path = '/tokens') {
  const answer = await api.call('POST', path, { name: 'ci', ...body }, by.headers)
  expect(answer.status, answer.text).toBe(201)
  return createdToken.parse(answer.body)
}
const namesOf = (answer: { body: Record<string, unknown> }) =>
  z
    .array(z.object({ name: z.string() }))
    .parse(answer.body.items)
    .map(({ name }) => name)
const auditOf = (action: string) =>
  api.installation.deps.store.auditEntry.findFirst({ where: { action }, orderBy: { id: 'desc' } })

describe('a token', () => {
  it('is shown once, told by its beginning, verified by its checksum, and stored as a hash', async () => {
    const developer = await person({ installation: 'developer' })
    const made = await makeToken(developer, {})
    expect(made.token).toMatch(/^fun_[0-9A-Za-z]{49}$/)
    expect(isTokenText(made.token)).toBe(true)
    const last = made.token.endsWith('0') ? '1' : '0'
    expect(isTokenText(`${made.token.slice(0, -1)}${last}`)).toBe(false)
    expect(made.token.startsWith(made.prefix)).toBe(true)
    const listed = await api.call('GET', '/tokens', undefined, developer.headers)
    expect(listed.text).toContain(made.prefix)
    expect(listed.text).not.toContain(made.token)
    const { store } = api.installation.deps
    const rows = JSON.stringify([
      await store.apiToken.findMany(),
      await store.auditEntry.findMany({ omit: { sequence: true } }),
    ])
    expect(rows).not.toContain(made.token)
    expect(await auditOf('token.create')).toMatchObject({
      principal: `token:${developer.email} (test)`,
      detail: { prefix: made.prefix },
    })
  })

  it('notes its last use', async () => {
    const made = await makeToken(await person({ installation: 'viewer' }), {})
    expect(await status('/environments', bearer(made.token))).toBe(200)
    const { items } = z
      .object({ items: z.array(apiToken) })
      .parse((await api.call('GET', '/tokens', undefined, bearer(made.token))).body)
    expect(items.find(({ id }) => id === made.id)?.lastUsedAt).not.toBeNull()
  })

  it('of one environment that reaches for another finds nothing there, not even in lists', async () => {
    const owner = await person({ installation: 'owner' })
    const { token } = await makeToken(owner, { environments: ['staging'] })
    expect(await status('/environments/staging', bearer(token))).toBe(200)
    for (const path of [
      '/environments/live',
      `/environments/${live}`,
      '/environments/live/revisions',
      '/operations?environment=live',
    ])
      expect(await status(path, bearer(token)), path).toBe(404)
    const absent = await api.call('POST', '/environments/absent/deployments', {}, bearer(token))
    const other = await api.call('POST', '/environments/live/deployments', {}, bearer(token))
    expect(other.body).toMatchObject({ status: 404, detail: String(absent.body.detail).replace('absent', 'live') })
    expect(namesOf(await api.call('GET', '/environments', undefined, bearer(token)))).toEqual(['staging'])
    expect(await status('/hosts', bearer(token))).toBe(403)
    expect(
      (await api.call('POST', '/sources', { name: 'mine', url: 'https://example.org/x.git' }, bearer(token))).status,
    ).toBe(403)
  })

  it('of some actions does only those, and what comes with them', async () => {
    const { token } = await makeToken(await person({ installation: 'owner' }), { actions: ['environment:deploy'] })
    expect((await api.call('POST', '/environments/staging/plans', {}, bearer(token))).status).toBe(202)
    expect(await status('/operations', bearer(token))).toBe(200)
    const refused = await api.call(
      'POST',
      '/environments/staging/destroy',
      { name: 'staging', removeData: true },
      bearer(token),
    )
    expect(refused.body).toMatchObject({
      status: 403,
      missing: { action: 'environment:destroy', roles: ['owner', 'admin'] },
    })
    expect(await status('/tokens', bearer(token))).toBe(403)
  })

  it('cannot be given what its maker has not', async () => {
    const viewer = await person({ [staging]: 'viewer' })
    const actions = await api.call('POST', '/tokens', { name: 'x', actions: ['environment:deploy'] }, viewer.headers)
    expect(actions.body).toMatchObject({ status: 422, errors: [{ path: 'actions.0' }] })
    const environments = await api.call('POST', '/tokens', { name: 'x', environments: ['live'] }, viewer.headers)
    expect(environments.body).toMatchObject({ status: 422, errors: [{ path: 'environments.0' }] })
    expect((await api.call('POST', '/tokens', { name: 'x', actions: ['nonsense'] }, viewer.headers)).status).toBe(422)
  })

  it('made with a token is as narrow, ends no later, and is revoked with it', async () => {
    const owner = await person({ installation: 'owner' })
    const parent = await makeToken(owner, {
      actions: ['token:own', 'environment:read'],
      environments: ['staging'],
      expiresInDays: 1,
    })
    const child = createdToken.parse(
      (await api.call('POST', '/tokens', { name: 'child', expiresInDays: 300 }, bearer(parent.token))).body,
    )
    expect(child).toMatchObject({ environments: [{ name: 'staging' }], expiresAt: parent.expiresAt })
    expect(child.actions).not.toContain('environment:deploy')
    expect(await status('/environments/live', bearer(child.token))).toBe(404)
    expect((await api.call('DELETE', `/tokens/${parent.id}`, undefined, owner.headers)).status).toBe(204)
    expect(await status('/environments/staging', bearer(child.token))).toBe(401)
    expect(await auditOf('token.revoke')).toMatchObject({ detail: { token: parent.id, revoked: 2 } })
  })

  it('that is expired or revoked is no credential, and a cookie made of it neither', async () => {
    const someone = await person({ installation: 'viewer' })
    const expiring = await makeToken(someone, { expiresInDays: 1 })
    const signedIn = await api.call('POST', '/session', { token: expiring.token }, {})
    const cookie = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '' }
    expect(await status('/environments', cookie)).toBe(200)
    await api.installation.deps.store.apiToken.update({ where: { id: expiring.id }, data: { expiresAt: new Date() } })
    expect(await status('/environments', bearer(expiring.token))).toBe(401)
    expect(await status('/environments', cookie)).toBe(401)
    const revoked = await makeToken(someone, {})
    await api.call('DELETE', `/tokens/${revoked.id}`, undefined, someone.headers)
    expect(await status('/environments', bearer(revoked.token))).toBe(401)
    expect((await api.call('DELETE', `/tokens/${revoked.id}`, undefined, someone.headers)).status).toBe(404)
  })

  it('shrinks with the role of its owner, and ends with them', async () => {
    const boss = await person({ installation: 'owner' })
    const operator = await person({ installation: 'operator' })
    const { token } = await makeToken(operator, {})
    expect((await api.call('PATCH', '/environments/staging', { autoDeploy: true }, bearer(token))).status).toBe(200)
    const demoted = await api.call(
      'PUT',
      `/members/${operator.userId}/roles`,
      { roles: [{ role: 'viewer' }] },
      boss.headers,
    )
    expect(demoted.body).toMatchObject({ roles: [{ role: 'viewer', environment: null }] })
    expect((await api.call('PATCH', '/environments/staging', { autoDeploy: true }, bearer(token))).status).toBe(403)
    await api.call('PATCH', `/members/${operator.userId}`, { disabled: true }, boss.headers)
    expect(await status('/environments', bearer(token))).toBe(401)
    await api.call('PATCH', `/members/${operator.userId}`, { disabled: false }, boss.headers)
    expect(await status('/environments', bearer(token))).toBe(200)
    expect((await api.call('DELETE', `/members/${operator.userId}`, undefined, boss.headers)).status).toBe(204)
    expect(await status('/environments', bearer(token))).toBe(401)
  })

  it('of somebody else is not there', async () => {
    const made = await makeToken(await person({ installation: 'viewer' }), {})
    const owner = await person({ installation: 'owner' })
    expect((await api.call('DELETE', `/tokens/${made.id}`, undefined, owner.headers)).status).toBe(404)
    expect((await api.call('GET', '/tokens', undefined, owner.headers)).text).not.toContain(made.id)
  })

  it('from before accounts belongs to nobody and acts as the owner', async () => {
    expect((await api.call('GET', '/principal')).body).toMatchObject({
      kind: 'owner-token',
      roles: [{ role: 'owner' }],
    })
    expect((await api.call('GET', '/members')).status).toBe(200)
  })
})

describe('a member', () => {
  const put = (by: TestPerson, of: { userId: string }, roles: object[]) =>
    api.call('PUT', `/members/${of.userId}/roles`, { roles }, by.headers)

  it('with a role on one environment sees that one, its source and its operations only', async () => {
    const viewer = await person({ [staging]: 'viewer' })
    await api.call('POST', '/sources', { name: 'hidden', url: 'https://example.org/hidden.git' })
    await api.call('POST', '/environments/live/plans', {})
    expect(namesOf(await api.call('GET', '/environments', undefined, viewer.headers))).toEqual(['staging'])
    expect(namesOf(await api.call('GET', '/sources', undefined, viewer.headers))).toEqual(['platform'])
    expect(await status('/sources/hidden', viewer.headers)).toBe(404)
    const operations = await api.call('GET', '/operations', undefined, viewer.headers)
    expect(operations.text).not.toContain('"live"')
    const [hidden] = z
      .array(z.object({ id: z.string() }))
      .parse((await api.call('GET', '/operations?environment=live')).body.items)
    for (const path of [`/operations/${hidden?.id}`, `/operations/${hidden?.id}/events`, `/deployments/${hidden?.id}`])
      expect(await status(path, viewer.headers), path).toBe(404)
  })

  it('who may change one environment is not told the name of another by a port', async () => {
    const operator = await person({ [staging]: 'operator' })
    const specification = { kind: 'production', release: 'teak', lms: { port: 20_200 }, cms: { port: 20_111 } }
    const refused = await api.call('PATCH', '/environments/staging', { specification }, operator.headers)
    expect(refused.body).toMatchObject({ status: 409, code: 'port-taken' })
    expect(refused.text).not.toContain('live')
  })

  it('gets roles for the installation and for environments, in place of those before', async () => {
    const owner = await person({ installation: 'owner' })
    const someone = await person({})
    const given = await put(owner, someone, [{ role: 'viewer' }, { role: 'operator', environment: 'staging' }])
    expect(given.body).toMatchObject({
      roles: [
        { role: 'viewer', environment: null },
        { role: 'operator', environment: { id: staging, name: 'staging' } },
      ],
    })
    expect((await put(owner, someone, [{ role: 'developer', environment: 'live' }])).body).toMatchObject({
      roles: [{ role: 'developer', environment: { id: live } }],
    })
    expect(await auditOf('member.roles')).toMatchObject({
      subject: someone.email,
      before: { roles: [{ role: 'viewer' }, { role: 'operator', environmentId: staging }] },
      after: { roles: [{ role: 'developer', environmentId: live }] },
    })
    expect((await put(owner, someone, [{ role: 'viewer' }, { role: 'admin' }])).status).toBe(422)
    expect((await put(owner, someone, [{ role: 'viewer', environment: 'absent' }])).body).toMatchObject({
      status: 422,
      errors: [{ path: 'roles.0.environment' }],
    })
  })

  it('gives no role that can do more than they: an admin makes no owner and touches none', async () => {
    const admin = await person({ installation: 'admin' })
    const owner = await person({ installation: 'owner' })
    const someone = await person({})
    expect((await put(admin, someone, [{ role: 'owner' }])).status).toBe(403)
    expect((await put(admin, admin, [{ role: 'owner' }])).status).toBe(403)
    expect((await put(admin, owner, [{ role: 'viewer' }])).status).toBe(403)
    expect((await api.call('PATCH', `/members/${owner.userId}`, { disabled: true }, admin.headers)).status).toBe(403)
    expect((await api.call('DELETE', `/members/${owner.userId}`, undefined, admin.headers)).status).toBe(403)
    expect((await put(admin, someone, [{ role: 'admin' }])).status).toBe(200)
    const narrow = await makeToken(owner, { actions: ['member:write'] })
    const refused = await api.call(
      'PUT',
      `/members/${someone.userId}/roles`,
      { roles: [{ role: 'owner' }] },
      bearer(narrow.token),
    )
    expect(refused.status).toBe(403)
  })

  it('who is the last owner can be neither demoted, disabled nor removed', async () => {
    const { store } = api.installation.deps
    await store.roleAssignment.deleteMany({ where: { role: 'owner' } })
    const last = await person({ installation: 'owner' })
    const conflict = { status: 409, code: 'last-owner' }
    expect((await put(last, last, [{ role: 'admin' }])).body).toMatchObject(conflict)
    expect((await api.call('PATCH', `/members/${last.userId}`, { disabled: true })).body).toMatchObject(conflict)
    expect((await api.call('DELETE', `/members/${last.userId}`)).body).toMatchObject(conflict)
    const next = await person({ installation: 'owner' })
    const [one, other] = await Promise.all([put(last, last, []), put(next, next, [])])
    expect([one.status, other.status].filter((each) => each === 200)).toHaveLength(1)
    expect(await store.roleAssignment.count({ where: { role: 'owner' } })).toBe(1)
  })

  it('is told what they may do', async () => {
    const developer = await person({ installation: 'viewer', [staging]: 'developer' })
    const { body } = await api.call('GET', '/principal', undefined, developer.headers)
    expect(body).toMatchObject({ kind: 'token', userId: developer.userId, environments: [{ name: 'staging' }] })
    expect(body.actions).toContain('environment:read')
    expect(body.actions).not.toContain('environment:deploy')
    expect(JSON.stringify(body.environments)).toContain('environment:deploy')
    expect((await api.call('GET', '/policy', undefined, developer.headers)).body).toMatchObject({
      roles: [{ role: 'owner' }, { role: 'admin' }, { role: 'operator' }, { role: 'developer' }, { role: 'viewer' }],
    })
  })
})

describe('a service account', () => {
  let admin: TestPerson
  beforeEach(async () => {
    admin = await person({ installation: 'admin' })
  })
  const make = (name: string, roles: object[], by = admin) =>
    api.call('POST', '/service-accounts', { name, roles }, by.headers)

  it('acts with its own roles through tokens of its own, and outlives who made it', async () => {
    expect((await make('ci', [{ role: 'developer', environment: 'staging' }])).body).toMatchObject({
      name: 'ci',
      createdBy: `token:${admin.email} (test)`,
    })
    const { token, id } = await makeToken(admin, {}, '/service-accounts/ci/tokens')
    const ordered = await api.call('POST', '/environments/staging/deployments', {}, bearer(token))
    expect(ordered.body).toMatchObject({ state: 'queued', trigger: 'service-account:ci' })
    expect(await status('/environments/live', bearer(token))).toBe(404)
    await api.call('DELETE', `/members/${admin.userId}`)
    expect(await status('/environments/staging', bearer(token))).toBe(200)
    expect((await api.call('GET', '/service-accounts/ci/tokens')).text).toContain(id)
    expect((await api.call('DELETE', `/service-accounts/ci/tokens/${id}`)).status).toBe(204)
    expect(await status('/environments/staging', bearer(token))).toBe(401)
  })

  it('has no role that its maker has not; one with such a role gives them no token either', async () => {
    expect((await make('king', [{ role: 'owner' }])).status).toBe(403)
    expect((await api.call('GET', '/service-accounts/king')).status).toBe(404)
    expect((await api.call('POST', '/service-accounts', { name: 'king', roles: [{ role: 'owner' }] })).status).toBe(201)
    expect((await api.call('POST', '/service-accounts/king/tokens', { name: 'x' }, admin.headers)).status).toBe(403)
    expect((await make('king', [])).body).toMatchObject({ status: 409, code: 'name-taken' })
  })

  it('can be disabled and removed with its tokens', async () => {
    await make('robot', [{ role: 'viewer' }])
    const { token } = await makeToken(admin, {}, '/service-accounts/robot/tokens')
    expect(
      (await api.call('PATCH', '/service-accounts/robot', { disabled: true }, admin.headers)).body.disabledAt,
    ).not.toBeNull()
    expect(await status('/environments', bearer(token))).toBe(401)
    await api.call('PATCH', '/service-accounts/robot', { disabled: false }, admin.headers)
    expect(await status('/environments', bearer(token))).toBe(200)
    const put = await api.call('PUT', '/service-accounts/robot/roles', { roles: [] }, admin.headers)
    expect(put.body).toMatchObject({ roles: [] })
    expect(await status('/environments', bearer(token))).toBe(403)
    expect((await api.call('DELETE', '/service-accounts/robot', undefined, admin.headers)).status).toBe(204)
    expect(await status('/environments', bearer(token))).toBe(401)
  })
})
