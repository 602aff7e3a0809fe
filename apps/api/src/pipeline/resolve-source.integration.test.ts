import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deps } from '../deps.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { startWorkers, type Workers } from '../worker.ts'

/** A worker with git and no engine: a deploy gets as far as its commit, and ends because the tree is no platform. */
let installation: TestInstallation
let deps: Deps
let workers: Workers
beforeAll(async () => {
  installation = await startTestInstallation('resolve', {
    FUN_DOCKER_SOCKET: `/tmp/fun-no-engine-${randomUUID()}.sock`,
    FUN_LEASE_SECONDS: '15',
    FUN_POLL_SECONDS: '0',
  })
  deps = installation.deps
  workers = await startWorkers(createWorkerDeps(deps))
})
afterAll(async () => {
  await workers.stop()
  await installation.stop()
})

class Repository {
  readonly name = `r${randomUUID().slice(0, 8)}`
  readonly folder = `${installation.developmentRoot}/${this.name}`
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

  /** Queues a deploy of an environment of its own. */
  async deploy(input: object, result: object = {}): Promise<string> {
    const source = await deps.store.source.create({ data: { name: this.name, url: this.folder } })
    const environment = await deps.store.environment.create({
      data: {
        name: this.name,
        hostId: installation.hostId,
        sourceId: source.id,
        reference: 'main',
        specification: { kind: 'production' },
      },
    })
    const { hostId } = installation
    if (Object.keys(result).length === 0) {
      const order = { kind: 'deploy', environmentId: environment.id, hostId, trigger: 'test', input } as const
      return (await enqueueOperation(deps, order)).id
    }
    const row = { kind: 'deploy', environmentId: environment.id, hostId, trigger: 'test', input, result } as const
    const { id } = await deps.store.operation.create({ data: row })
    await deps.queue.knock(id)
    return id
  }
}

const ended = async (id: string) => {
  const read = () => deps.store.operation.findUniqueOrThrow({ where: { id } })
  await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe('failed')
  return read()
}
const log = async (operationId: string) =>
  JSON.stringify(await deps.store.operationEvent.findMany({ where: { operationId, type: 'log' } }))

describe('a deploy that a push asked for', () => {
  it('takes a commit that came after the one pushed', async () => {
    const repository = new Repository()
    const pushed = repository.commit('pushed')
    const newer = repository.commit('newer')
    const { result } = await ended(await repository.deploy({ reference: 'main', pushedCommit: pushed }))
    expect(result).toMatchObject({ commit: newer, pushedCommit: pushed, reference: 'main' })
  })

  it('waits for a repository that does not show the pushed commit yet', async () => {
    const repository = new Repository()
    const pushed = repository.commit('pushed')
    repository.git('branch', 'elsewhere')
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    const id = await repository.deploy({ reference: 'main', pushedCommit: pushed })
    await expect.poll(() => log(id), { timeout: 20_000 }).toContain('does not show the pushed commit')
    repository.git('reset', '-q', '--hard', 'elsewhere')
    expect((await ended(id)).result).toMatchObject({ commit: pushed })
  })

  it('takes what the branch names when a forced push has replaced the commit', async () => {
    const repository = new Repository()
    const pushed = repository.commit('pushed')
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    const instead = repository.commit('instead')
    const { result, problem } = await ended(await repository.deploy({ reference: 'main', pushedCommit: pushed }))
    expect(result).toMatchObject({ commit: instead })
    expect(problem).toMatchObject({ code: 'not-a-platform' })
  })

  it('ends as unknown-reference when the branch was deleted meanwhile', async () => {
    const repository = new Repository()
    const pushed = repository.git('rev-parse', 'HEAD')
    repository.git('checkout', '-q', '-b', 'other')
    repository.git('branch', '-q', '-D', 'main')
    const { problem } = await ended(await repository.deploy({ reference: 'main', pushedCommit: pushed }))
    expect(problem).toMatchObject({ code: 'unknown-reference', cure: expect.stringContaining('other') })
  })
})

describe('an operation that has pinned its commit', () => {
  it('goes on with it after a forced push, as long as it can be had', async () => {
    const repository = new Repository()
    const pinned = repository.commit('pinned')
    repository.git('tag', 'kept')
    repository.git('reset', '-q', '--hard', 'HEAD~1')
    const { result, problem } = await ended(await repository.deploy({ reference: 'main' }, { commit: pinned }))
    expect(result).toMatchObject({ commit: pinned })
    expect(problem).toMatchObject({ code: 'not-a-platform' })
  })

  it('ends as unknown-reference when the commit has gone from the repository and no copy is here', async () => {
    const repository = new Repository()
    const gone = '1'.repeat(40)
    const { problem } = await ended(await repository.deploy({ reference: 'main' }, { commit: gone }))
    expect(problem).toMatchObject({
      code: 'unknown-reference',
      detail: expect.stringContaining(gone),
      cure: expect.any(String),
    })
  })
})

it('twenty pushes at the same moment end with the last commit resolved, and no older one after it', async () => {
  const repository = new Repository()
  const source = await deps.store.source.create({ data: { name: repository.name, url: repository.folder } })
  const environment = await deps.store.environment.create({
    data: {
      name: repository.name,
      hostId: installation.hostId,
      sourceId: source.id,
      reference: 'main',
      specification: { kind: 'production' },
    },
  })
  const ids: string[] = []
  let commit = ''
  for (let count = 0; count < 20; count += 1) {
    commit = repository.commit(`push ${count}`)
    const { id } = await enqueueOperation(deps, {
      kind: 'deploy',
      environmentId: environment.id,
      hostId: installation.hostId,
      trigger: 'webhook test',
      input: { reference: 'main', pushedCommit: commit },
    })
    ids.push(id)
  }
  const last = await ended(ids.at(-1) ?? '')
  expect(last.result).toMatchObject({ commit })
  const rows = await deps.store.operation.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })
  expect(rows.slice(0, -1).filter(({ state }) => !['superseded', 'failed'].includes(state))).toEqual([])
  expect(rows.filter(({ state }) => state === 'superseded').length).toBeGreaterThan(10)
})
