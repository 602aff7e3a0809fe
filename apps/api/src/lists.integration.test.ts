import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { enqueueOperation } from './operations/enqueue.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('lists')
  for (const name of ['first', 'second'])
    await api.call('POST', '/sources', { name, url: `https://example.org/${name}.git` })
  for (const [index, [name, kind, source]] of (
    [
      ['mango', 'production', 'first'],
      ['apple', 'preview', 'second'],
      ['pear', 'production', 'second'],
      ['pineapple', 'production', 'first'],
    ] as const
  ).entries()) {
    const specification = {
      kind,
      release: 'teak',
      lms: { port: 22_000 + 2 * index },
      cms: { port: 22_001 + 2 * index },
    }
    const made = await api.call('POST', '/environments', { name, source, specification })
    expect(made.status, made.text).toBe(201)
  }
  const { store } = api.installation.deps
  const seen = { health: 'degraded', services: [] }
  await store.environment.update({ where: { name: 'pear' }, data: { observedState: seen, observedAt: new Date() } })
})
afterAll(() => api.stop())

const namesOf = async (query: string) => {
  const answer = await api.call('GET', `/environments?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return z
    .object({ items: z.array(z.object({ name: z.string() })) })
    .parse(answer.body)
    .items.map(({ name }) => name)
}
const pageOfOperations = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() })
const operationsOf = async (query: string) => {
  const answer = await api.call('GET', `/operations?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return pageOfOperations.parse(answer.body)
}

describe('a list of environments', () => {
  it.each([
    ['', ['pineapple', 'pear', 'apple', 'mango']],
    ['sort=createdAt', ['mango', 'apple', 'pear', 'pineapple']],
    ['sort=name', ['apple', 'mango', 'pear', 'pineapple']],
    ['sort=-name', ['pineapple', 'pear', 'mango', 'apple']],
    ['kind=preview', ['apple']],
    ['source=first&kind=production', ['pineapple', 'mango']],
    ['name=APPLE&sort=name', ['apple', 'pineapple']],
    ['health=degraded', ['pear']],
    ['health=unknown&sort=name', ['apple', 'mango', 'pineapple']],
    ['health=healthy', []],
    ['host=local&source=second', ['pear', 'apple']],
    ['source=absent', []],
    ['name=%25', []],
    ['name=_e', []],
  ])('%s', async (query, names) => {
    expect(await namesOf(query)).toEqual(names)
  })

  it.each(['sort=name', 'sort=-name', 'sort=createdAt', 'sort=-createdAt'])(
    'comes in pages of any order, with nothing twice or missing: %s',
    async (sort) => {
      const all = await namesOf(sort)
      const seen: string[] = []
      let cursor = ''
      for (;;) {
        const answer = await api.call('GET', `/environments?${sort}&limit=1${cursor}`)
        const { items, nextCursor } = z
          .object({ items: z.array(z.object({ name: z.string() })), nextCursor: z.string().nullable() })
          .parse(answer.body)
        seen.push(...items.map(({ name }) => name))
        if (nextCursor === null) break
        cursor = `&cursor=${nextCursor}`
      }
      expect(seen).toEqual(all)
    },
  )

  it.each([
    ['sort=size', 'sort'],
    ['kind=none', 'kind'],
    ['limit=0', 'limit'],
    ['cursor=x', 'cursor'],
  ])('names the parameter that does not fit: %s', async (query, path) => {
    const answer = await api.call('GET', `/environments?${query}`)
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toMatchObject([{ path }])
  })
})

describe('a list of operations', () => {
  it('is narrowed by states, kinds, environment and time, in either order', async () => {
    const { deps, hostId } = api.installation
    const environment = await deps.store.environment.findUniqueOrThrow({ where: { name: 'mango' } })
    const make = (kind: 'plan' | 'restart' | 'build') =>
      enqueueOperation(deps, { kind, environmentId: environment.id, hostId, trigger: 'test', input: {} })
    const [plan, restart, build] = [await make('plan'), await make('restart'), await make('build')]
    await deps.store.operation.update({ where: { id: restart.id }, data: { state: 'failed' } })
    const idsOf = async (query: string) => (await operationsOf(query)).items.map(({ id }) => id)
    expect(await idsOf('')).toEqual([build.id, restart.id, plan.id])
    expect(await idsOf('sort=queuedAt')).toEqual([plan.id, restart.id, build.id])
    expect(await idsOf('state=failed')).toEqual([restart.id])
    expect(await idsOf('state=failed&state=queued&kind=plan&kind=restart')).toEqual([restart.id, plan.id])
    expect(await idsOf('environment=mango&kind=build')).toEqual([build.id])
    expect(await idsOf('environment=pear')).toEqual([])
    const at = restart.queuedAt.toISOString()
    expect(await idsOf(`until=${at}`)).toEqual(plan.queuedAt < restart.queuedAt ? [plan.id] : [])
    expect(await idsOf(`since=${at}`)).toContain(build.id)
    const farAway = new Date(Date.now() + 86_400_000).toISOString()
    expect(await idsOf(`since=${farAway}`)).toEqual([])
    expect((await api.call('GET', '/operations?since=yesterday')).body.errors).toMatchObject([{ path: 'since' }])
    const { items, nextCursor } = await operationsOf('sort=queuedAt&limit=2')
    const rest = await operationsOf(`sort=queuedAt&limit=2&cursor=${nextCursor}`)
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual([plan.id, restart.id, build.id])
  })
})

describe('an edit with If-Match', () => {
  const patch = (body: object, tag?: string) =>
    api.call('PATCH', '/environments/mango', body, {
      authorization: `Bearer ${api.token}`,
      ...(tag === undefined ? {} : { 'if-match': tag }),
    })
  const read = async () => String((await api.call('GET', '/environments/mango')).headers.etag)

  it('goes through on what was read, and answers the tag of what it made', async () => {
    const tag = await read()
    const edited = await patch({ reference: 'release' }, `"other", ${tag}`)
    expect([edited.status, edited.body.reference]).toEqual([200, 'release'])
    expect(edited.headers.etag).not.toBe(tag)
    expect(edited.headers.etag).toBe(await read())
  })

  it('is refused with the state of now when somebody was faster, and changes nothing', async () => {
    const tag = await read()
    await patch({ reference: 'faster' })
    const late = await patch({ reference: 'late' }, tag)
    expect(late.status).toBe(412)
    expect(late.body).toMatchObject({
      code: 'precondition-failed',
      current: { name: 'mango', reference: 'faster' },
      cure: expect.stringContaining('If-Match'),
    })
    expect((await api.call('GET', '/environments/mango')).body.reference).toBe('faster')
  })

  it('of two at once lets one through', async () => {
    const tag = await read()
    const statuses = (await Promise.all([patch({ reference: 'a' }, tag), patch({ reference: 'b' }, tag)])).map(
      ({ status }) => status,
    )
    expect(statuses.sort()).toEqual([200, 412])
  })

  it('is not held up by what workers see, and * means whatever there is', async () => {
    const tag = await read()
    const { store } = api.installation.deps
    await store.environment.update({
      where: { name: 'mango' },
      data: { observedState: { health: 'healthy', services: [] }, observedAt: new Date() },
    })
    expect((await patch({ autoDeploy: false }, tag)).status).toBe(200)
    expect((await patch({ autoDeploy: true }, '*')).status).toBe(200)
    expect((await patch({ autoDeploy: false }, 'W/"weak"')).status).toBe(412)
  })
})
