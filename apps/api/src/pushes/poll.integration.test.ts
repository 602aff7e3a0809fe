import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { credentialsContext } from '../adapters/store/encryption.ts'
import type { Operation } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { runOperation } from '../jobs/run-operation.ts'
import { settingsColumns } from '../notifications/channel-settings.ts'
import { claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { pollSources } from './poll.ts'
import { lockSource, queueDeploysOf } from './queue-deploys.ts'

let installation: TestInstallation
let deps: WorkerDeps
beforeAll(async () => {
  // Nothing is due by itself again within the test: `look` makes it due.
  installation = await startTestInstallation('poll', {
    FUN_POLL_SECONDS: '3600',
    FUN_LEASE_SECONDS: '15',
    FUN_TROUBLE_SECONDS: '0',
  })
  deps = createWorkerDeps(installation.deps)
})
afterAll(() => installation.stop())
beforeEach(async () => {
  await deps.store.environment.deleteMany()
  await deps.store.source.deleteMany()
})

/** A repository with one commit on main. */
class Repository {
  readonly folder = `${installation.developmentRoot}/${randomUUID()}`
  constructor() {
    mkdirSync(this.folder)
    execFileSync('git', ['init', '-q', '-b', 'main', this.folder])
    this.commit('first')
  }

  git(...argv: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
    return execFileSync('git', ['-C', this.folder, ...identity, ...argv])
      .toString()
      .trim()
  }

  commit(text: string): string {
    writeFileSync(`${this.folder}/file.txt`, text)
    this.git('add', '-A')
    this.git('commit', '-q', '-m', text)
    return this.git('rev-parse', 'HEAD')
  }
}

async function makeSource(repository: Repository) {
  return deps.store.source.create({ data: { name: `s${randomUUID().slice(0, 8)}`, url: repository.folder } })
}
async function makeEnvironment(sourceId: string, reference = 'main', more: object = {}): Promise<string> {
  const row = await deps.store.environment.create({
    data: {
      name: `e${randomUUID().slice(0, 8)}`,
      hostId: installation.hostId,
      sourceId,
      reference,
      specification: { kind: 'production' },
      ...more,
    },
  })
  return row.id
}
/** One round of polling in which every source is due. */
async function look(): Promise<void> {
  await deps.store.source.updateMany({ data: { nextPollAt: null } })
  await pollSources(deps, AbortSignal.timeout(60_000))
}
const deploysOf = (environmentId: string) =>
  deps.store.operation.findMany({ where: { environmentId }, orderBy: { id: 'asc' } })
const deploy = (environmentId: string, input: object) =>
  enqueueOperation(deps, { kind: 'deploy', environmentId, hostId: installation.hostId, trigger: 'test', input })
const end = (id: string, state: 'succeeded' | 'failed', result: object = {}) =>
  deps.store.operation.update({ where: { id }, data: { state, result, finishedAt: new Date() } })

/** As after a deploy of the commit that succeeded. */
async function serves(environmentId: string, reference: string, commit: string): Promise<void> {
  await end((await deploy(environmentId, { reference })).id, 'succeeded', { commit })
  const number = (await deps.store.revision.count({ where: { environmentId } })) + 1
  const content = { specification: {}, imageIds: {}, secretVersions: {}, renderInput: {} }
  const { id } = await deps.store.revision.create({
    data: { environmentId, number, commit, configurationHash: '', staticGeneration: '', ...content },
  })
  await deps.store.environment.update({
    where: { id: environmentId },
    data: { servingRevisionId: id, wantedState: 'running' },
  })
}

it('the first look only remembers; then every move of the branch is deployed once, by forced push too', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  const environment = await makeEnvironment(source.id)
  await look()
  expect(await deploysOf(environment)).toEqual([])

  const second = repository.commit('second')
  await look()
  await look()
  expect(await deploysOf(environment)).toMatchObject([
    { kind: 'deploy', trigger: `poll ${source.name}`, input: { reference: 'main', pushedCommit: second } },
  ])
  await serves(environment, 'main', second)

  repository.git('reset', '-q', '--hard', 'HEAD~1')
  const forced = repository.commit('instead')
  await look()
  expect((await deploysOf(environment)).at(-1)).toMatchObject({ input: { pushedCommit: forced } })
  const seen = await deps.store.source.findUniqueOrThrow({ where: { id: source.id } })
  expect(seen.lastPolledAt).not.toBeNull()
})

it('the first look deploys an environment that serves an older commit of its branch', async () => {
  const repository = new Repository()
  const environment = await makeEnvironment((await makeSource(repository)).id)
  await serves(environment, 'main', repository.git('rev-parse', 'HEAD'))
  const missed = repository.commit('while nobody looked')
  await look()
  expect((await deploysOf(environment)).at(-1)).toMatchObject({ input: { pushedCommit: missed } })
})

it('each environment of a source is deployed for its own branch or tag', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  const [one, two] = [await makeEnvironment(source.id), await makeEnvironment(source.id)]
  const tagged = await makeEnvironment(source.id, 'v1')
  const off = await makeEnvironment(source.id, 'main', { autoDeploy: false })
  await look()
  repository.commit('second')
  repository.git('tag', '-a', 'v1', '-m', 'annotated')
  await look()
  expect(await deploysOf(one)).toHaveLength(1)
  expect(await deploysOf(two)).toHaveLength(1)
  expect(await deploysOf(off)).toEqual([])
  expect(await deploysOf(tagged)).toEqual([])
  const moved = repository.commit('third')
  repository.git('tag', '-f', '-a', 'v1', '-m', 'moved')
  await look()
  // The commit that the tag names, not the tag's own object.
  expect(await deploysOf(tagged)).toMatchObject([{ input: { reference: 'v1', pushedCommit: moved } }])
})

it('a deleted branch is remembered as gone, deploys nothing, and is deployed when it comes back', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  repository.git('checkout', '-q', '-b', 'topic')
  const environment = await makeEnvironment(source.id, 'topic')
  await look()
  repository.git('checkout', '-q', 'main')
  repository.git('branch', '-q', '-D', 'topic')
  await look()
  expect(await deploysOf(environment)).toEqual([])
  const head = () =>
    deps.store.sourceHead.findUnique({ where: { sourceId_ref: { sourceId: source.id, ref: 'refs/heads/topic' } } })
  expect(await head()).toMatchObject({ commit: null })
  repository.git('checkout', '-q', '-b', 'topic')
  const back = repository.commit('back')
  await look()
  expect(await deploysOf(environment)).toMatchObject([{ input: { pushedCommit: back } }])
})

it('a push that a webhook told of is not deployed again, also when that deploy failed', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  const environment = await makeEnvironment(source.id)
  await look()
  const pushed = repository.commit('second')
  const told = await deploy(environment, { reference: 'main', pushedCommit: pushed })
  await look()
  expect(await deploysOf(environment)).toHaveLength(1)
  await end(told.id, 'failed', { commit: pushed })
  await look()
  expect(await deploysOf(environment)).toHaveLength(1)
})

it('a worker whose clock is an hour ahead makes no later poll forget what a webhook told of', async () => {
  const repository = new Repository()
  const environment = await makeEnvironment((await makeSource(repository)).id)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  try {
    await look()
  } finally {
    vi.useRealTimers()
  }
  const pushed = repository.commit('second')
  await end((await deploy(environment, { reference: 'main', pushedCommit: pushed })).id, 'failed', { commit: pushed })
  await look()
  expect(await deploysOf(environment)).toHaveLength(1)
})

describe('an environment that was stopped when its branch moved', () => {
  const want = (id: string, wantedState: string) =>
    deps.store.environment.update({ where: { id }, data: { wantedState } })
  /** Serves the first of two commits, and was stopped when the poll found the second. */
  async function stoppedBehind() {
    const repository = new Repository()
    const source = await makeSource(repository)
    const [environment, neighbour] = [await makeEnvironment(source.id), await makeEnvironment(source.id)]
    const first = repository.git('rev-parse', 'HEAD')
    for (const id of [environment, neighbour]) await serves(id, 'main', first)
    await look()
    await want(environment, 'stopped')
    const second = repository.commit('second')
    await look()
    expect(await deploysOf(environment)).toHaveLength(1)
    return { environment, neighbour, second }
  }

  it('is deployed once it runs again, once; what failed for a neighbour meanwhile is not tried again', async () => {
    const { environment, neighbour, second } = await stoppedBehind()
    const [, failed] = await deploysOf(neighbour)
    await end(failed?.id ?? '', 'failed', { commit: second })
    await look()
    expect(await deploysOf(environment)).toHaveLength(1)
    await want(environment, 'running')
    await look()
    await look()
    expect(await deploysOf(environment)).toMatchObject([{}, { input: { reference: 'main', pushedCommit: second } }])
    expect(await deploysOf(neighbour)).toHaveLength(2)
  })

  it('is left to whoever has deployed it since', async () => {
    const { environment } = await stoppedBehind()
    await want(environment, 'running')
    await end((await deploy(environment, { reference: 'elsewhere' })).id, 'failed')
    await look()
    expect(await deploysOf(environment)).toHaveLength(2)
  })
})

describe('going back to a revision stays', () => {
  /** Serves the newest of three commits, then the first again. */
  async function wentBack() {
    const repository = new Repository()
    const source = await makeSource(repository)
    const id = await makeEnvironment(source.id)
    const first = repository.git('rev-parse', 'HEAD')
    await serves(id, 'main', first)
    const { servingRevisionId } = await deps.store.environment.findUniqueOrThrow({ where: { id } })
    const second = repository.commit('second')
    const third = repository.commit('third')
    await serves(id, 'main', third)
    const back = await deploy(id, { reference: 'main', revisionId: servingRevisionId })
    await end(back.id, 'succeeded', { commit: first, backTo: 1 })
    await deps.store.environment.update({ where: { id }, data: { servingRevisionId, heldCommit: third } })
    return { repository, source, id, second, third, servingRevisionId }
  }
  /** As a signed delivery does. */
  const deliver = (source: { id: string; name: string }, commit: string | null) =>
    deps.store.$transaction(async (transaction) => {
      await lockSource(transaction, source.id)
      return queueDeploysOf(
        transaction,
        source,
        { ref: 'refs/heads/main', commit, deleted: false, changed: null },
        { by: 'webhook' },
      )
    })
  /** The operation as this process's worker leaves it. */
  async function run(operationId: string): Promise<Operation> {
    const result = await claimOperation(deps, { operationId, holder: 'worker' })
    if (result.kind !== 'claimed') throw new Error(JSON.stringify(result))
    await runOperation(deps, result.claim, AbortSignal.timeout(60_000))
    return deps.store.operation.findUniqueOrThrow({ where: { id: operationId } })
  }

  it('when the branch still names what was left: no poll and no delivery of that commit deploys it', async () => {
    const { source, id, third } = await wentBack()
    const before = await deploysOf(id)
    await look()
    expect((await deliver(source, third)).outcome).toContain('was taken back from that commit')
    expect(await deploysOf(id)).toHaveLength(before.length)
  })

  it.each([
    ['an older commit', (older: string) => older],
    ['no commit', () => null],
  ])('when a late delivery names %s: its deploy ends at once and touches nothing', async (_what, commitOf) => {
    const { source, id, second, third, servingRevisionId } = await wentBack()
    const [queued] = (await deliver(source, commitOf(second))).enqueued
    const ended = await run(queued?.operation.id ?? '')
    expect(ended).toMatchObject({
      state: 'succeeded',
      result: { commit: third, leftAlone: expect.stringContaining('was taken back from') },
    })
    const steps = await deps.store.operationStep.findMany({ where: { operationId: ended.id } })
    expect(steps.map(({ key, state }) => [key, state]).toSorted()).toEqual([
      ['deploy', 'skipped'],
      ['fetch', 'succeeded'],
    ])
    expect(await deps.store.environment.findUniqueOrThrow({ where: { id } })).toMatchObject({
      servingRevisionId,
      heldCommit: third,
    })
  })

  it('until there is another commit, or a person deploys that one', async () => {
    const { repository, source, id, third } = await wentBack()
    const asked = await run((await deploy(id, { reference: 'main' })).id)
    expect(asked).toMatchObject({ state: 'failed', result: { commit: third }, problem: { code: 'not-a-platform' } })
    const fourth = repository.commit('fourth')
    const [queued] = (await deliver(source, fourth)).enqueued
    const pushed = await run(queued?.operation.id ?? '')
    expect(pushed).toMatchObject({ state: 'failed', result: { commit: fourth }, problem: { code: 'not-a-platform' } })
  })
})

it('a branch that an environment follows anew is looked at for the first time, also one it followed before', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  const environment = await makeEnvironment(source.id)
  await look()
  await deps.store.environment.update({ where: { id: environment }, data: { reference: 'elsewhere' } })
  await look()
  repository.commit('second')
  await deps.store.environment.update({ where: { id: environment }, data: { reference: 'main' } })
  await look()
  expect(await deploysOf(environment)).toEqual([])
})

it('a repository that does not answer is named on its source, keeps no other from being polled, and is tried again', async () => {
  const [repository, away] = [new Repository(), new Repository()]
  const [source, broken] = [await makeSource(repository), await makeSource(away)]
  const [environment, behind] = [await makeEnvironment(source.id), await makeEnvironment(broken.id)]
  await look()
  renameSync(away.folder, `${away.folder}.away`)
  repository.commit('second')
  await look()
  expect(await deploysOf(environment)).toHaveLength(1)
  const problemOf = async () =>
    (await deps.store.source.findUniqueOrThrow({ where: { id: broken.id } })).lastPollProblem
  expect(await problemOf()).toMatchObject({ code: 'repository-unreachable', cure: expect.any(String) })
  renameSync(`${away.folder}.away`, away.folder)
  away.commit('second')
  await look()
  expect(await problemOf()).toBeNull()
  expect(await deploysOf(behind)).toHaveLength(1)
})

it('a repository that does not answer is told once, and once when it does again', async () => {
  const id = randomUUID()
  const columns = settingsColumns(deps.encryption, id, { kind: 'mail', to: ['ops@example.org'] })
  await deps.store.notificationChannel.create({ data: { id, name: 'team', ...columns, rules: { create: {} } } })
  const away = new Repository()
  const source = await makeSource(away)
  await makeEnvironment(source.id)
  await look()
  renameSync(away.folder, `${away.folder}.away`)
  for (let round = 0; round < 3; round += 1) await look()
  renameSync(`${away.folder}.away`, away.folder)
  for (let round = 0; round < 2; round += 1) await look()
  const told = await deps.store.notification.findMany({ orderBy: { id: 'asc' } })
  expect(told).toMatchObject([
    { event: 'source.unreachable', content: { title: `source ${source.name}: cannot be polled` } },
    { event: 'source.recovered' },
  ])
})

it('what stands on a source, and in messages, of a repository that does not answer has no credential', async () => {
  const id = randomUUID()
  const columns = settingsColumns(deps.encryption, id, { kind: 'mail', to: ['ops@example.org'] })
  await deps.store.notificationChannel.create({ data: { id, name: 'told', ...columns, rules: { create: {} } } })
  const url = 'https://robot:pass-in-the-address@127.0.0.1/team/platform.git'
  const source = await deps.store.source.create({ data: { name: `s${randomUUID().slice(0, 8)}`, url } })
  const credentials = JSON.stringify({ user: 'robot', password: 'pass-of-the-source' })
  const credentialsEncrypted = deps.encryption.encrypt(credentials, credentialsContext(source.id))
  await deps.store.source.update({ where: { id: source.id }, data: { credentialsEncrypted } })
  await makeEnvironment(source.id)
  const refusal = new Error(`fatal: ${url} with pass-of-the-source`)
  const git = { ...deps.git, remoteHeads: () => Promise.reject(refusal) }
  for (const each of [deps, { ...deps, git }, { ...deps, git }]) {
    await deps.store.source.updateMany({ data: { nextPollAt: null } })
    await pollSources(each, AbortSignal.timeout(60_000))
    const { lastPollProblem } = await deps.store.source.findUniqueOrThrow({ where: { id: source.id } })
    expect(lastPollProblem).toMatchObject({ detail: expect.stringContaining('https://[redacted]@127.0.0.1/team') })
    expect(JSON.stringify(lastPollProblem)).not.toContain('pass-')
  }
  const told = await deps.store.notification.findMany({ where: { event: 'source.unreachable' } })
  expect(JSON.stringify(told)).toContain('[redacted]@')
  expect(JSON.stringify(told)).not.toContain('pass-')
})

it('several workers ask each repository once per round, and what moved is deployed once', async () => {
  const repositories = Array.from({ length: 6 }, () => new Repository())
  const sources = await Promise.all(repositories.map(makeSource))
  const environments = await Promise.all(sources.map(({ id }) => makeEnvironment(id)))
  await look()
  for (const repository of repositories) repository.commit('second')
  const asked: string[] = []
  const workers = await Promise.all([1, 2, 3].map(() => installation.anotherProcess()))
  await deps.store.source.updateMany({ data: { nextPollAt: null } })
  await Promise.all(
    workers.map((worker) => {
      const own = createWorkerDeps(worker)
      const git = {
        ...own.git,
        remoteHeads(source: { id: string; url: string }, signal: AbortSignal) {
          asked.push(source.id)
          return own.git.remoteHeads(source, signal)
        },
      }
      return pollSources({ ...own, git }, AbortSignal.timeout(60_000))
    }),
  )
  expect(asked.toSorted()).toEqual(sources.map(({ id }) => id).toSorted())
  for (const environment of environments) expect(await deploysOf(environment)).toHaveLength(1)
  for (const worker of workers) await worker.close()
})

it('a source that no environment deploys from by itself is not asked', async () => {
  const repository = new Repository()
  const source = await makeSource(repository)
  await makeEnvironment(source.id, 'main', { autoDeploy: false })
  await look()
  expect(await deps.store.source.findUniqueOrThrow({ where: { id: source.id } })).toMatchObject({ lastPolledAt: null })
})
