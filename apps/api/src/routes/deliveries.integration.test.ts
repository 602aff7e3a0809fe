import { delivery, page, type WebhookProviderName, webhookAnswer } from '@fun/contract/resources'
import { deliveryDetail, webhookSetUp, webhooks } from '@fun/contract/webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bitbucketPullRequest, githubPullRequest, githubPush } from '../git-hosts/webhooks/testing/payloads.ts'
import { signedHeaders, signStandard } from '../git-hosts/webhooks/testing/sign.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { makeTestPerson } from '../testing/test-principals.ts'

let api: TestApi
let nextPort = 40_000
beforeAll(async () => {
  api = await startTestApi('deliveries', { FUN_CONCURRENCY: '16' })
})
afterAll(() => api.stop())

type Hook = { source: string; provider: WebhookProviderName; secret: string }
const commit = (digit: string) => digit.repeat(40)

/** A source of the repository that the payloads are about, with a webhook. */
async function makeHook(source: string, provider: WebhookProviderName): Promise<Hook> {
  await api.call('POST', '/sources', { name: source, url: 'https://github.com/Team/Platform.git' })
  return { source, provider, secret: (await setUp(source, provider)).secret ?? '' }
}
const setUp = async (source: string, provider: WebhookProviderName) =>
  webhookSetUp.parse((await api.call('POST', `/sources/${source}/webhooks`, { provider })).body)

async function makeEnvironment(name: string, source: string, kind = 'production', more: object = {}): Promise<string> {
  nextPort += 10
  const ports = { lms: { port: nextPort }, cms: { port: nextPort + 1 } }
  const answer = await api.call('POST', '/environments', {
    name,
    source,
    specification: { kind, release: 'teak', ...ports },
    ...more,
  })
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body.id)
}
const post = (hook: Hook, body: string, headers: Record<string, string>) =>
  api.app.inject({ method: 'POST', url: `/api/v1/webhooks/${hook.provider}/${hook.source}`, headers, payload: body })

async function deliver(hook: Hook, payload: object, more: { id?: string; event?: string } = {}) {
  const body = JSON.stringify(payload)
  const answer = await post(hook, body, signedHeaders(hook.provider, { secret: hook.secret, body, ...more }))
  expect(answer.statusCode, answer.payload).toBe(202)
  return webhookAnswer.parse(answer.json())
}
const list = async (source: string, query = '') =>
  page(delivery).parse((await api.call('GET', `/sources/${source}/deliveries${query}`)).body).items
const newest = async (source: string) => {
  const [first] = await list(source)
  return deliveryDetail.parse((await api.call('GET', `/sources/${source}/deliveries/${first?.id}`)).body)
}
const operationsOf = (environmentId: string) =>
  api.installation.deps.store.operation.findMany({ where: { environmentId }, orderBy: { id: 'asc' } })
/** As after a deploy that succeeded. */
async function serve(environmentId: string, served: string): Promise<void> {
  const { store } = api.installation.deps
  const content = { specification: {}, imageIds: {}, secretVersions: {}, renderInput: {} }
  const revision = await store.revision.create({
    data: { environmentId, number: 1, commit: served, configurationHash: '', staticGeneration: '', ...content },
  })
  const data = { servingRevisionId: revision.id, wantedState: 'running' }
  await store.environment.update({ where: { id: environmentId }, data })
}

describe('a webhook', () => {
  it('is set up with what the git host wants to know, and told apart by git host', async () => {
    await makeHook('setup', 'github')
    const gitlab = await setUp('setup', 'gitlab')
    expect(gitlab).toMatchObject({
      url: expect.stringMatching(/^http:\/\/[^/]+\/api\/v1\/webhooks\/gitlab\/setup$/),
      secret: expect.stringMatching(/^whsec_/),
      signed: false,
      caution: expect.stringContaining('signs nothing'),
      events: ['Push events', 'Tag push events', 'Merge request events'],
      previousValidUntil: null,
    })
    expect(gitlab.steps.join(' ')).toContain(gitlab.url)
    const listed = webhooks.parse((await api.call('GET', '/sources/setup/webhooks')).body).items
    expect(listed.map(({ provider }) => provider)).toEqual(['github', 'gitlab'])
    expect(JSON.stringify(listed)).not.toContain(gitlab.secret)
  })

  it('takes the secret that the git host made, and shows it to nobody', async () => {
    await api.call('POST', '/sources', { name: 'given', url: 'https://github.com/Team/Platform.git' })
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const made = await api.call('POST', '/sources/given/webhooks', { provider: 'gitlab', secret })
    expect(made.body.secret).toBeNull()
    const body = JSON.stringify({
      ref: 'refs/heads/main',
      after: commit('a'),
      project: { path_with_namespace: 'team/platform' },
    })
    const hook = { source: 'given', provider: 'gitlab', secret } as const
    const signed = await post(hook, body, { 'x-gitlab-event': 'Push Hook', ...signStandard(secret, body) })
    expect(signed.statusCode, signed.payload).toBe(202)
    const old = signStandard(secret, body, { at: Date.now() - 600_000 })
    expect((await post(hook, body, { 'x-gitlab-event': 'Push Hook', ...old })).statusCode).toBe(401)
  })

  it('refuses a secret that is none', async () => {
    await makeHook('weak', 'github')
    for (const secret of ['short', 'whsec_!!!!!!!!!!!!!!!!', `whsec_${Buffer.alloc(8).toString('base64')}====`])
      expect((await api.call('POST', '/sources/weak/webhooks', { provider: 'gitlab', secret })).status).toBe(422)
  })

  it('rotates on its own: the former secret is taken for a day, those of other git hosts stay', async () => {
    const github = await makeHook('rotates', 'github')
    const gitea = { ...github, provider: 'gitea', secret: (await setUp('rotates', 'gitea')).secret ?? '' } as const
    const second = { ...github, secret: (await setUp('rotates', 'github')).secret ?? '' }
    const push = (digit: string) => ({ ...githubPush, after: commit(digit) })
    for (const [hook, digit] of [
      [github, 'a'],
      [second, 'b'],
      [gitea, 'c'],
    ] as const)
      await deliver(hook, push(digit))
    const { store } = api.installation.deps
    await store.webhookSecret.updateMany({ where: { validUntil: { not: null } }, data: { validUntil: new Date() } })
    const body = JSON.stringify(push('d'))
    expect((await post(github, body, signedHeaders('github', { ...github, body }))).statusCode).toBe(401)
    expect(
      (await post({ ...github, provider: 'gitea' }, body, signedHeaders('gitea', { ...second, body }))).statusCode,
    ).toBe(401)
    await deliver(second, push('e'))
  })

  it('that was removed takes nothing more', async () => {
    const hook = await makeHook('removed', 'github')
    expect((await api.call('DELETE', '/sources/removed/webhooks/github')).status).toBe(204)
    expect((await api.call('DELETE', '/sources/removed/webhooks/github')).status).toBe(404)
    const body = JSON.stringify(githubPush)
    expect((await post(hook, body, signedHeaders('github', { ...hook, body }))).statusCode).toBe(401)
  })

  it('of a git host that nobody knows is not there', async () => {
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/webhooks/sourcehut/x', payload: '{}' })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ cure: expect.stringContaining('github|gitlab') })
  })
})

describe('a delivery', () => {
  it('of a ping is answered, and is the last that was heard', async () => {
    const hook = await makeHook('ping', 'github')
    const answer = await deliver(hook, { zen: 'Design for failure.', hook_id: 1 }, { event: 'ping' })
    expect(answer).toMatchObject({ operations: [], outcome: 'The webhook works: ping will hear of pushes.' })
    expect(await newest('ping')).toMatchObject({ event: 'ping', ref: null, commit: null, state: 'handled' })
    const [listed] = webhooks.parse((await api.call('GET', '/sources/ping/webhooks')).body).items
    expect(listed?.lastDeliveryAt).not.toBeNull()
  })

  it('of another event, a deleted branch, another repository or a fork starts nothing, and says why', async () => {
    const hook = await makeHook('nothing', 'github')
    const environment = await makeEnvironment('nothing-a', 'nothing')
    const elsewhere = (fork: boolean) => ({ ...githubPush, repository: { full_name: 'mallory/platform', fork } })
    const outcomes = [
      await deliver(hook, { action: 'created' }, { event: 'star' }),
      await deliver(hook, { ref: 'main', ref_type: 'branch', repository: githubPush.repository }, { event: 'delete' }),
      await deliver(hook, elsewhere(false)),
      await deliver(hook, elsewhere(true)),
    ].map(({ outcome }) => outcome)
    expect(outcomes).toEqual([
      'Nothing is done for events of the kind star.',
      'The branch main was deleted; what serves stays as it is.',
      'The delivery is about mallory/platform; nothing is Team/Platform.',
      'The push is to the fork mallory/platform: forks are not built by themselves.',
    ])
    expect(await operationsOf(environment)).toEqual([])
  })

  it('that comes again gets the first answer, also under another id that nobody signed, and after it is forgotten', async () => {
    const hook = await makeHook('again', 'github')
    const environment = await makeEnvironment('again-a', 'again')
    const first = await deliver(hook, githubPush, { id: 'one' })
    expect(first.operations).toHaveLength(1)
    expect(await deliver(hook, githubPush, { id: 'one' })).toMatchObject({ deliveryId: 'one', outcome: first.outcome })
    expect(await deliver(hook, githubPush, { id: 'two' })).toMatchObject({ deliveryId: 'one', outcome: first.outcome })
    await api.installation.deps.store.delivery.deleteMany({ where: { deliveryId: 'one' } })
    expect(await deliver(hook, githubPush, { id: 'one' })).toMatchObject({ outcome: first.outcome })
    expect(await operationsOf(environment)).toHaveLength(1)
    expect(await list('again')).toEqual([])
  })

  it('is kept with its payload and headers, without anything secret', async () => {
    const hook = await makeHook('masked', 'github')
    await makeEnvironment('masked-a', 'masked', 'production', { secrets: { MAIL_PASSWORD: 'correct-horse-battery' } })
    const payload = {
      ...githubPush,
      head_commit: { message: `It is correct-horse-battery, ${hook.secret} and https://me:hunter22@example.org/x` },
      installation: { access_token: 'abcdefgh' },
    }
    await deliver(hook, payload, { id: 'kept' })
    const kept = await newest('masked')
    expect(kept).toMatchObject({
      provider: 'github',
      deliveryId: 'kept',
      event: 'push',
      ref: 'refs/heads/main',
      headers: { 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': 'kept' },
      payload: {
        ref: 'refs/heads/main',
        head_commit: { message: 'It is [redacted], [redacted] and https://[redacted]@example.org/x' },
        installation: { access_token: '[redacted]' },
      },
      payloadShortened: false,
    })
    const stored = JSON.stringify(await api.installation.deps.store.delivery.findMany())
    for (const secret of ['correct-horse-battery', hook.secret, 'hunter22', 'abcdefgh', 'sha256='])
      expect(stored).not.toContain(secret)
  })

  it('of GitLab keeps no token', async () => {
    const hook = await makeHook('token', 'gitlab')
    await deliver(hook, {
      ref: 'refs/heads/main',
      after: commit('a'),
      project: { path_with_namespace: 'team/platform' },
    })
    expect(JSON.stringify(await newest('token'))).not.toContain(hook.secret)
  })

  it.each([
    ['2,000 commits', 2_000, 900_000],
    ['500 commits, all of which are kept', 500, 200_000],
  ])('of a push of %s is answered within 100 ms', async (_what, count, bytesMin) => {
    const hook = await makeHook(`quick-${count}`, 'github')
    await makeEnvironment(`quick-${count}-a`, `quick-${count}`)
    const commits = Array.from({ length: count }, (_, index) => ({
      message: 'x'.repeat(430),
      added: [`file-${index}`],
    }))
    const times: number[] = []
    for (const digit of 'abcdef0123') {
      const body = JSON.stringify({ ...githubPush, after: commit(digit), commits })
      expect(body.length).toBeGreaterThan(bytesMin)
      const headers = signedHeaders('github', { ...hook, body })
      const began = performance.now()
      expect((await post(hook, body, headers)).statusCode).toBe(202)
      times.push(performance.now() - began)
    }
    // What others do on the machine meanwhile is not what is measured.
    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(100)
  })

  it('with a broken body is refused with what to check, and not remembered', async () => {
    const hook = await makeHook('broken', 'gitea')
    const body = '{"ref": "refs/heads/main"}'
    const answer = await post(hook, body, signedHeaders('gitea', { ...hook, body }))
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({
      errors: expect.arrayContaining([{ path: 'after', message: expect.any(String) }]),
    })
    expect(await list('broken')).toEqual([])
  })
})

describe('deployPaths', () => {
  it('leave an environment when no file that it names changed, and deploy it when one did', async () => {
    const hook = await makeHook('paths', 'github')
    const deployPaths = { include: ['requirements/**', 'lms/**'], exclude: ['lms/docs/**'] }
    const environment = await makeEnvironment('paths-a', 'paths', 'production', { deployPaths })
    await serve(environment, commit('9'))
    const push = (digit: string, paths: string[]) => ({
      ...githubPush,
      after: commit(digit),
      commits: [{ modified: paths }],
    })
    expect((await deliver(hook, push('1', ['docs/x', 'lms/docs/y']))).outcome).toBe(
      'paths-a is left as it is: none of the 2 files that changed is one that deploys it (deployPaths: requirements/**, lms/** but lms/docs/**).',
    )
    expect(await operationsOf(environment)).toEqual([])
    expect((await deliver(hook, push('2', ['docs/x', 'lms/urls.py']))).operations).toHaveLength(1)
    expect((await operationsOf(environment))[0]?.input).toEqual({ reference: 'main', pushedCommit: commit('2') })
  })

  it('are asked of git by a worker when not all files are known', async () => {
    const hook = await makeHook('unknown', 'github')
    const environment = await makeEnvironment('unknown-a', 'unknown', 'production', {
      deployPaths: { include: ['requirements/**'] },
    })
    await serve(environment, commit('9'))
    const answer = await deliver(hook, { ...githubPush, forced: true })
    expect(answer.outcome).toBe('A deploy of unknown-a is queued, if git shows that files of its deployPaths changed.')
    expect((await operationsOf(environment))[0]?.input).toMatchObject({ onlyPaths: true })
  })

  it('are changed and taken away like everything else', async () => {
    await makeHook('edited', 'github')
    const id = await makeEnvironment('edited-a', 'edited')
    const read = async () => (await api.call('GET', `/environments/${id}`)).body.deployPaths
    expect(await read()).toBeNull()
    await api.call('PATCH', `/environments/${id}`, { deployPaths: { include: ['a/**'] } })
    expect(await read()).toEqual({ include: ['a/**'], exclude: [] })
    await api.call('PATCH', `/environments/${id}`, { autoDeploy: false })
    expect(await read()).toEqual({ include: ['a/**'], exclude: [] })
    await api.call('PATCH', `/environments/${id}`, { deployPaths: null })
    expect(await read()).toBeNull()
    expect((await api.call('PATCH', `/environments/${id}`, { deployPaths: { include: [''] } })).status).toBe(422)
  })
})

describe('a pull request', () => {
  const opened = { event: 'pull_request' }
  const waiting = (source: string) => list(source, '?state=waiting')

  it('is not built by itself; approved, its very commit is deployed once, for whom it was approved', async () => {
    const hook = await makeHook('fork', 'github')
    const preview = await makeEnvironment('fork-preview', 'fork', 'preview', { autoDeploy: false })
    const answer = await deliver(hook, githubPullRequest('mallory/platform'), opened)
    expect(answer).toMatchObject({
      operations: [],
      outcome:
        'Pull request 12 of the fork mallory/platform: pull requests of forks are not built by themselves. A member may approve commit b5bb9d8014 for an environment.',
    })
    expect(await operationsOf(preview)).toEqual([])
    const [row] = await waiting('fork')
    expect(row).toMatchObject({ event: 'pull-request', pullRequest: { number: 12, fork: true } })
    const path = `/sources/fork/deliveries/${row?.id}/approve`
    const approved = await api.call('POST', path, { environment: 'fork-preview' })
    expect(approved.status, approved.text).toBe(202)
    expect((await operationsOf(preview)).map(({ kind, input }) => [kind, input])).toEqual([
      [
        'deploy',
        {
          reference: githubPush.after,
          fetchRef: 'refs/pull/12/head',
          pullRequest: { source: 'fork', number: 12, deliveryId: row?.id },
        },
      ],
    ])
    expect(await newest('fork')).toMatchObject({
      state: 'approved',
      decidedBy: 'owner-token:owner',
      operationIds: [approved.body.id],
    })
    expect(await api.call('POST', path, { environment: 'fork-preview' })).toMatchObject({
      status: 409,
      body: { code: 'delivery-not-waiting' },
    })
    expect(await operationsOf(preview)).toHaveLength(1)
    const { store } = api.installation.deps
    expect(await store.auditEntry.findMany({ where: { action: 'push.approve' } })).toMatchObject([
      {
        subject: 'fork-preview',
        detail: { pullRequest: 12, commit: githubPush.after, headRepository: 'mallory/platform' },
      },
    ])
  })

  it('is approved once, however many do so at the same time', async () => {
    const hook = await makeHook('race', 'github')
    const preview = await makeEnvironment('race-preview', 'race', 'preview', { autoDeploy: false })
    await deliver(hook, githubPullRequest('mallory/platform'), opened)
    const [row] = await waiting('race')
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        api.call('POST', `/sources/race/deliveries/${row?.id}/approve`, { environment: preview }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409, 409])
    expect(await operationsOf(preview)).toHaveLength(1)
  })

  it('of a fork goes into an environment of kind preview only; one of the repository itself anywhere', async () => {
    const hook = await makeHook('kinds', 'github')
    const production = await makeEnvironment('kinds-a', 'kinds')
    await makeHook('kinds-other', 'github')
    const other = await makeEnvironment('kinds-b', 'kinds-other', 'preview')
    await deliver(hook, githubPullRequest('mallory/platform'), opened)
    await deliver(hook, githubPullRequest('team/platform', { number: 13 }), opened)
    const [own, fork] = await waiting('kinds')
    const approve = (id: string | undefined, environment: string) =>
      api.call('POST', `/sources/kinds/deliveries/${id}/approve`, { environment })
    expect(await approve(fork?.id, production)).toMatchObject({
      status: 422,
      body: { cure: expect.stringContaining('kind preview'), errors: [{ path: 'environment' }] },
    })
    expect((await approve(fork?.id, other)).status).toBe(422)
    expect((await approve(fork?.id, 'absent')).status).toBe(404)
    expect((await approve(own?.id, production)).status).toBe(202)
  })

  it('that got newer commits, or was closed, waits with the newest only', async () => {
    const hook = await makeHook('newer', 'github')
    await deliver(hook, githubPullRequest('mallory/platform'), opened)
    await deliver(hook, githubPullRequest('mallory/platform', { number: 77 }), opened)
    await deliver(hook, githubPullRequest('mallory/platform', { action: 'labeled' }), opened)
    await deliver(hook, githubPullRequest('mallory/platform', { action: 'synchronize', sha: commit('c') }), opened)
    expect((await waiting('newer')).map(({ commit }) => commit)).toEqual([commit('c'), githubPush.after])
    const [obsolete] = await list('newer', '?state=obsolete')
    expect(obsolete?.outcome).toContain('It has newer commits.')
    expect(
      (await api.call('POST', `/sources/newer/deliveries/${obsolete?.id}/approve`, { environment: 'x' })).status,
    ).toBe(404)
    await deliver(hook, githubPullRequest('mallory/platform', { action: 'closed', sha: commit('c') }), opened)
    expect((await waiting('newer')).map(({ pullRequest }) => pullRequest?.number)).toEqual([77])
  })

  it('of a fork on Bitbucket cannot be fetched, and says what to do', async () => {
    const hook = await makeHook('bitbucket', 'bitbucket')
    const answer = await deliver(hook, bitbucketPullRequest('mallory/platform'), { event: 'pullrequest:created' })
    expect(answer.outcome).toContain('push its branch to the repository of bitbucket')
    expect(await waiting('bitbucket')).toEqual([])
  })
})

describe('running a delivery again', () => {
  it('is a new delivery that names the first, and does what it would do now', async () => {
    const hook = await makeHook('rerun', 'github')
    const environment = await makeEnvironment('rerun-a', 'rerun', 'production', { autoDeploy: false })
    expect((await deliver(hook, githubPush)).operations).toEqual([])
    const [first] = await list('rerun')
    await api.call('PATCH', `/environments/${environment}`, { autoDeploy: true })
    const again = await api.call('POST', `/sources/rerun/deliveries/${first?.id}/redeliver`, {})
    expect(again.status, again.text).toBe(202)
    expect(again.body).toMatchObject({
      redeliveryOf: first?.id,
      provider: 'github',
      decidedBy: 'owner-token:owner',
      outcome: 'A deploy of rerun-a is queued.',
    })
    expect(await operationsOf(environment)).toHaveLength(1)
    expect((await newest('rerun')).payload).toMatchObject({ ref: 'refs/heads/main' })
    const { store } = api.installation.deps
    expect(await store.auditEntry.count({ where: { action: 'delivery.redeliver' } })).toBe(1)
    expect(
      (await api.call('POST', '/sources/again/deliveries/00000000-0000-7000-8000-000000000000/redeliver', {})).status,
    ).toBe(404)
  })

  it('of one from before events were kept works too', async () => {
    await makeHook('before', 'generic')
    const environment = await makeEnvironment('before-a', 'before')
    const { store } = api.installation.deps
    const { id: sourceId } = await store.source.findUniqueOrThrow({ where: { name: 'before' } })
    const told = { ref: 'refs/heads/main', commit: commit('a'), outcome: 'x' }
    const { id } = await store.delivery.create({ data: { sourceId, deliveryId: 'old', ...told } })
    expect((await api.call('POST', `/sources/before/deliveries/${id}/redeliver`, {})).status).toBe(202)
    expect(await operationsOf(environment)).toHaveLength(1)
  })
})

describe('who may', () => {
  it('see deliveries, run them again and approve pull requests', async () => {
    const hook = await makeHook('rights', 'github')
    const preview = await makeEnvironment('rights-preview', 'rights', 'preview', { autoDeploy: false })
    await deliver(hook, githubPullRequest('mallory/platform'), { event: 'pull_request' })
    const [row] = await list('rights')
    const { deps } = api.installation
    const path = `/sources/rights/deliveries/${row?.id}`
    const as = async (roles: Record<string, 'viewer' | 'developer' | 'operator'>) => {
      const { headers } = await makeTestPerson(deps, roles)
      const json = { ...headers, 'content-type': 'application/json' }
      return {
        list: (await api.call('GET', '/sources/rights/deliveries', undefined, headers)).status,
        read: (await api.call('GET', path, undefined, headers)).status,
        redeliver: (await api.call('POST', `${path}/redeliver`, '{}', json)).status,
        approve: (await api.call('POST', `${path}/approve`, `{"environment": "${preview}"}`, json)).status,
      }
    }
    expect(await as({})).toEqual({ list: 404, read: 404, redeliver: 404, approve: 404 })
    expect(await as({ [preview]: 'viewer' })).toEqual({ list: 403, read: 403, redeliver: 403, approve: 403 })
    expect(await as({ installation: 'developer' })).toEqual({ list: 200, read: 200, redeliver: 403, approve: 403 })
    expect(await as({ [preview]: 'operator' })).toEqual({ list: 200, read: 200, redeliver: 403, approve: 202 })
    const elsewhere = await makeEnvironment('rights-elsewhere', (await makeHook('rights-other', 'github')).source)
    expect(await as({ [elsewhere]: 'operator' })).toEqual({ list: 404, read: 404, redeliver: 404, approve: 404 })
  })

  it('of some environments of a source see what came of a delivery there, and nothing of the others', async () => {
    const hook = await makeHook('shared', 'github')
    const mine = await makeEnvironment('shared-mine', 'shared')
    const hidden = await makeEnvironment('shared-mine-too', 'shared')
    const { operations } = await deliver(hook, githubPush)
    expect(operations).toHaveLength(2)
    const { headers } = await makeTestPerson(api.installation.deps, { [mine]: 'developer' })
    const answer = await api.call('GET', '/sources/shared/deliveries', undefined, headers)
    const [row] = page(delivery).parse(answer.body).items
    expect(row).toMatchObject({
      outcome: 'A deploy of shared-mine is queued. A deploy of another environment is queued.',
      operationIds: operations.filter(({ environment }) => environment?.id === mine).map(({ id }) => id),
    })
    const whole = await api.call('GET', `/sources/shared/deliveries/${row?.id}`, undefined, headers)
    expect(whole.status).toBe(200)
    for (const text of [
      'shared-mine-too',
      hidden,
      ...operations.filter((each) => each.environment?.id !== mine).map(({ id }) => id),
    ])
      expect(answer.text + whole.text).not.toContain(text)
  })

  it('deploy no pull request by naming it, also not with push:approve', async () => {
    await makeHook('named', 'github')
    const environment = await makeEnvironment('named-a', 'named')
    const reference = 'refs/pull/12/head'
    for (const [method, path, body] of [
      ['POST', `/environments/${environment}/deployments`, {}],
      ['POST', `/environments/${environment}/plans`, {}],
      ['PATCH', `/environments/${environment}`, {}],
      ['POST', '/builds', { source: 'named' }],
      ['POST', '/environments', { name: 'named-b', source: 'named', specification: { kind: 'preview' } }],
    ] as const)
      expect(await api.call(method, path, { ...body, reference }), path).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'reference', message: expect.stringContaining('push:approve') }] },
      })
    expect(await operationsOf(environment)).toEqual([])
    const whole = { reference: 'refs/heads/main' }
    expect((await api.call('POST', `/environments/${environment}/plans`, whole)).status).toBe(202)
  })
})
