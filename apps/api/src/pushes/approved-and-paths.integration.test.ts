import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Operation } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { runOperation } from '../jobs/run-operation.ts'
import { claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { lockSource, queueDeploysOf } from './queue-deploys.ts'

/** What a worker makes of a push whose files nobody told, and of a pull request that was approved: over a real repository, before anything is built. */
let installation: TestInstallation
let deps: WorkerDeps
let folder: string
beforeAll(async () => {
  installation = await startTestInstallation('approved', { FUN_LEASE_SECONDS: '15' })
  deps = createWorkerDeps(installation.deps)
  folder = `${installation.developmentRoot}/platform`
  mkdirSync(folder)
  execFileSync('git', ['init', '-q', '-b', 'main', folder])
  commit({ 'docs/index.md': 'first', 'requirements/base.txt': 'first' })
})
afterAll(() => installation.stop())

function git(...argv: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
  return execFileSync('git', ['-C', folder, ...identity, ...argv])
    .toString()
    .trim()
}
function commit(files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true })
    writeFileSync(`${folder}/${path}`, content)
  }
  git('add', '-A')
  git('commit', '-q', '-m', 'change')
  return git('rev-parse', 'HEAD')
}

async function makeEnvironment(more: object = {}) {
  const source = await deps.store.source.create({ data: { name: `s${randomUUID().slice(0, 8)}`, url: folder } })
  const environment = await deps.store.environment.create({
    data: {
      name: `e${randomUUID().slice(0, 8)}`,
      hostId: installation.hostId,
      sourceId: source.id,
      reference: 'main',
      specification: { kind: 'production' },
      ...more,
    },
  })
  return { source, environment }
}
async function serve(environmentId: string, served: string): Promise<void> {
  const content = { specification: {}, imageIds: {}, secretVersions: {}, renderInput: {} }
  const { id } = await deps.store.revision.create({
    data: { environmentId, number: 1, commit: served, configurationHash: '', staticGeneration: '', ...content },
  })
  await deps.store.environment.update({
    where: { id: environmentId },
    data: { servingRevisionId: id, wantedState: 'running' },
  })
}
/** A push whose files nobody told, with the delivery that told of it. */
async function push(source: { id: string; name: string }, pushed: string): Promise<Operation> {
  return deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, source.id)
    const told = { ref: 'refs/heads/main', commit: pushed, deleted: false, changed: null }
    const { enqueued, outcome } = await queueDeploysOf(transaction, source, told, { by: 'webhook' })
    const [first] = enqueued
    if (first === undefined) throw new Error(outcome)
    const { id } = first.operation
    await transaction.delivery.create({
      data: { sourceId: source.id, deliveryId: id, ref: told.ref, commit: pushed, outcome, operationIds: [id] },
    })
    return first.operation
  })
}
async function run({ id }: { id: string }): Promise<Operation> {
  const result = await claimOperation(deps, { operationId: id, holder: 'worker' })
  if (result.kind !== 'claimed') throw new Error(JSON.stringify(result))
  await runOperation(deps, result.claim, AbortSignal.timeout(60_000))
  return deps.store.operation.findUniqueOrThrow({ where: { id } })
}

it('a push that changed no file of the environment’s deployPaths ends at once, and its delivery says why', async () => {
  const { source, environment } = await makeEnvironment({ deployPaths: { include: ['requirements/**'], exclude: [] } })
  await serve(environment.id, git('rev-parse', 'HEAD'))
  const ended = await run(await push(source, commit({ 'docs/index.md': 'second', 'docs/more.md': 'new' })))
  const reason = `${environment.name} is left as it is: none of the 2 files that changed is one that deploys it (deployPaths: requirements/**).`
  expect(ended).toMatchObject({ state: 'succeeded', result: { leftAlone: reason } })
  const [delivery] = await deps.store.delivery.findMany({ where: { sourceId: source.id } })
  expect(delivery?.outcome).toBe(
    `A deploy of ${environment.name} is queued, if git shows that files of its deployPaths changed. ${reason}`,
  )
  const steps = await deps.store.operationStep.findMany({ where: { operationId: ended.id } })
  expect(steps.map(({ key, state }) => `${key} ${state}`).toSorted()).toEqual(['deploy skipped', 'fetch succeeded'])
})

it('what counts is what differs from what serves: an earlier push that never got there is not forgotten', async () => {
  const { source, environment } = await makeEnvironment({ deployPaths: { include: ['requirements/**'], exclude: [] } })
  await serve(environment.id, git('rev-parse', 'HEAD'))
  commit({ 'requirements/base.txt': 'of a deploy that failed' })
  const ended = await run(await push(source, commit({ 'docs/index.md': 'third' })))
  // It goes on, and finds that this is no tree of the platform.
  expect(ended).toMatchObject({ state: 'failed', problem: { code: 'not-a-platform' } })
})

it('a file that is gone, or may be run now, has changed', async () => {
  const { source, environment } = await makeEnvironment({ deployPaths: { include: ['requirements/**'], exclude: [] } })
  commit({ 'requirements/gone.txt': 'x' })
  await serve(environment.id, git('rev-parse', 'HEAD'))
  git('rm', '-q', 'requirements/gone.txt')
  git('commit', '-q', '-m', 'gone')
  expect(await run(await push(source, git('rev-parse', 'HEAD')))).toMatchObject({ problem: { code: 'not-a-platform' } })
})

/** As an approval writes it. */
const approve = (environmentId: string, reference: string, fetchRef = 'refs/pull/7/head') =>
  enqueueOperation(deps, {
    kind: 'deploy',
    environmentId,
    hostId: installation.hostId,
    trigger: 'user:member',
    input: { reference, fetchRef },
  })
/** A commit that no branch of the repository has. */
function pullRequest(content: string): string {
  git('checkout', '-q', '--detach', 'main')
  const head = commit({ 'fork.txt': content })
  git('update-ref', 'refs/pull/7/head', head)
  git('checkout', '-q', 'main')
  return head
}

it('an approved pull request is deployed at the commit that was approved', async () => {
  const { environment } = await makeEnvironment()
  const head = pullRequest('approved')
  const ended = await run(await approve(environment.id, head))
  expect(ended).toMatchObject({ result: { commit: head }, problem: { code: 'not-a-platform' } })
})

it('and at no other: one that was replaced since is not there, and a branch of that name is not it', async () => {
  const { environment } = await makeEnvironment()
  const approved = pullRequest('looked at')
  pullRequest('something else')
  const gone = await run(await approve(environment.id, approved))
  expect(gone).toMatchObject({ state: 'failed', problem: { code: 'unknown-reference' } })
  expect(gone.result).not.toHaveProperty('commit')
  git('branch', approved, 'main')
  const named = await run(await approve(environment.id, approved))
  expect(named).toMatchObject({ state: 'failed', problem: { code: 'unknown-reference' } })
  expect(named.result).not.toHaveProperty('commit')
})
