import { sampleInput } from '@fun/compose-model/sample-input'
import { build, page } from '@fun/contract/resources'
import { servedPart } from '@fun/contract/served-parts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asJson } from '../../events/append.ts'
import { enqueueOperation } from '../../operations/enqueue.ts'
import { startTestApi, type TestApi } from '../../testing/test-api.ts'
import { makeTestEnvironment } from '../../testing/test-environment.ts'
import { makeTestPerson } from '../../testing/test-principals.ts'
import { makeTestRevision } from '../../testing/test-revision.ts'

let api: TestApi
let first: string
let second: string
beforeAll(async () => {
  api = await startTestApi('builds')
  first = await makeTestEnvironment(api, 'first', 20_100)
  second = await makeTestEnvironment(api, 'second', 20_200)
})
afterAll(() => api.stop())

const tagOf = (part: string) => `fun-platform/openedx-${part}:0123456789abcdef`

/** A deployment of an environment with the parts that it made or found made; the id of its operation. */
async function deployment(environmentId: string, revisionId: string | null, parts: Record<string, boolean>) {
  const { deps, hostId } = api.installation
  const { sourceId } = await deps.store.environment.findUniqueOrThrow({ where: { id: environmentId } })
  const { id } = await enqueueOperation(deps, { kind: 'deploy', environmentId, hostId, trigger: 'test', input: {} })
  await deps.store.operation.update({ where: { id }, data: { state: 'succeeded', revisionId } })
  for (const [part, reused] of Object.entries(parts))
    await deps.store.build.create({
      data: {
        sourceId,
        operationId: id,
        commit: 'c0ffee',
        part,
        key: 'key',
        reference: tagOf(part),
        imageId: `sha256:${part}`,
        reused,
        finishedAt: new Date(),
      },
    })
  return id
}
const serve = (environmentId: string) =>
  makeTestRevision(api.installation.deps.store, environmentId, {
    imageParts: { code: tagOf('code'), runtime: tagOf('runtime'), assets: tagOf('assets') },
    renderInput: asJson(sampleInput({ kind: 'production', release: 'teak' })),
    servedAt: new Date(),
  })
const partsOf = async (environment: string, headers?: Record<string, string>) => {
  const answer = await api.call('GET', `/environments/${environment}/image-parts`, undefined, headers)
  expect(answer.status, answer.text).toBe(200)
  return page(servedPart).parse(answer.body).items
}

describe('the image parts that an environment serves', () => {
  it('are none before its first deployment', async () => {
    expect(await partsOf('first')).toEqual([])
  })

  it('say in their order which deployment made them, and whether the one that serves found them made', async () => {
    const made = await deployment(second, null, { runtime: false, code: false })
    const revision = await serve(first)
    const served = await deployment(first, revision.id, { runtime: true, code: false })
    expect(await partsOf('first')).toMatchObject([
      { part: 'runtime', reference: tagOf('runtime'), reused: true, made: { operationId: made, commit: 'c0ffee' } },
      { part: 'assets', reference: tagOf('assets'), imageId: null, reused: null, made: null },
      { part: 'code', imageId: 'sha256:code', reused: false, made: { operationId: served } },
    ])
  })

  it('do not tell of operations on environments that may not be seen', async () => {
    const { headers } = await makeTestPerson(api.installation.deps, { [first]: 'viewer' })
    const [runtime] = await partsOf('first', headers)
    expect(runtime?.made).toMatchObject({ operationId: null, commit: 'c0ffee' })
    expect((await api.call('GET', '/environments/second/image-parts', undefined, headers)).status).toBe(404)
  })
})

describe('a list of builds', () => {
  it('is narrowed to one environment, which has to be one that may be seen', async () => {
    const of = async (query: string) =>
      page(build)
        .parse((await api.call('GET', `/builds?${query}`)).body)
        .items.map(({ part, reused }) => `${part} ${reused}`)
    expect(await of('environment=first')).toEqual(['code false', 'runtime true'])
    expect(await of(`environment=${second}`)).toEqual(['code false', 'runtime false'])
    expect(await of('')).toHaveLength(4)
    const { headers } = await makeTestPerson(api.installation.deps, { [first]: 'viewer' })
    expect((await api.call('GET', '/builds?environment=second', undefined, headers)).status).toBe(404)
    const seen = await api.call('GET', '/builds', undefined, headers)
    expect(page(build).parse(seen.body).items).toHaveLength(2)
  })
})
