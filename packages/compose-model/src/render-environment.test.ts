import { describe, expect, it } from 'vitest'
import { printCompose } from './compose-yaml.ts'
import { exportBundle } from './export-bundle.ts'
import { renderEnvironment } from './render-environment.ts'
import { sampleInput } from './sample-input.ts'
import { secretNamesIn } from './secrets.ts'

const kinds = ['production', 'preview', 'development'] as const
const caches = ['memcached', 'redis'] as const
const brokers = ['rabbitmq', 'redis'] as const
const variants = ['official', 'stand-in'] as const

const cases = kinds.flatMap((kind) =>
  caches.flatMap((cache) => brokers.flatMap((broker) => variants.map((variant) => ({ kind, cache, broker, variant })))),
)

describe.each(cases)('$kind with $cache and $broker ($variant images)', ({ kind, cache, broker, variant }) => {
  const input = sampleInput({ kind, release: 'teak', cache: { kind: cache }, broker: { kind: broker } }, variant)
  const rendered = renderEnvironment(input)
  const { services } = rendered.project
  const longRunning = Object.entries(services).filter(([, service]) => !service.profiles)

  it('has the services that were asked for', () => {
    const expected = ['lms', 'cms', 'lms-worker', 'cms-worker', 'nginx', 'mysql', 'mongodb', cache, broker]
    expect(longRunning.map(([name]) => name).sort()).toEqual([...new Set(expected)].sort())
  })

  it('checks the health of every service, in exec form', () => {
    for (const [name, service] of longRunning) expect(service.healthcheck?.test[0], name).toBe('CMD')
  })

  it('publishes nginx, and in development LMS and CMS', () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) => (ports ? [name] : []))
    expect(published.sort()).toEqual(kind === 'development' ? ['cms', 'lms', 'nginx'] : ['nginx'])
  })

  it('gives the platform as few rights as it can live with', () => {
    for (const name of ['lms', 'cms', 'lms-worker', 'cms-worker', 'migrate-lms', 'oauth-clients']) {
      const service = services[name]
      expect(service?.user, name).toBe('1000:1000')
      expect(service?.cap_drop, name).toEqual(['ALL'])
      expect(service?.read_only === true, name).toBe(kind !== 'development')
    }
  })

  it('is the same when it is rendered again, also from another commit', () => {
    expect(renderEnvironment(structuredClone(input))).toEqual(rendered)
    expect(renderEnvironment({ ...input, commit: 'ffffffffff' })).toEqual(rendered)
  })

  it('names every secret that it refers to, and gives each service only those it needs', () => {
    const referred = secretNamesIn(rendered.project)
    for (const name of referred) expect(rendered.secretNames).toContain(name)
    expect(secretNamesIn(services.nginx)).toEqual([])
    expect(secretNamesIn(services['collect-static'] ?? services['development-assets'])).toEqual([])
    expect(secretNamesIn(services['cms-worker'])).not.toContain('JWT_PRIVATE_SIGNING_JWK')
  })

  it('refers to nothing that it does not declare', () => {
    for (const [name, service] of Object.entries(services)) {
      for (const mount of service.volumes ?? []) {
        if (mount.type === 'volume') expect(Object.keys(rendered.project.volumes), name).toContain(mount.source)
      }
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(services), name).toContain(other)
    }
    for (const job of rendered.jobs) {
      for (const other of [...job.after, ...job.gates, ...job.needs]) expect(Object.keys(services)).toContain(other)
    }
  })

  it('prints shell-free commands and exports a bundle without configuration volumes', () => {
    for (const service of Object.values(services)) expect(['sh', 'bash']).not.toContain(service.command?.[0])
    const files = exportBundle(rendered, {})
    const compose = files.find(({ path }) => path === 'compose.yaml')?.content ?? ''
    expect(compose).not.toMatch(/source: configuration-/)
    expect(files.map(({ path }) => path)).toContain('configuration/openedx/lms.yml')
    expect(printCompose(rendered.project)).toContain('profiles')
  })
})

describe('external services', () => {
  const outside = (port: number) => ({
    mode: 'external' as const,
    host: 'data.example.org',
    port,
    user: 'fun',
    passwordSecret: 'DATA_PASSWORD',
  })
  const rendered = renderEnvironment(
    sampleInput({
      kind: 'production',
      release: 'teak',
      mysql: { ...outside(3306), database: 'edx' },
      mongodb: { ...outside(27017), database: 'edx' },
      cache: { kind: 'memcached', service: { mode: 'external', host: 'cache.example.org' } },
      broker: { kind: 'rabbitmq', service: { ...outside(5672), vhost: 'edx' } },
    }),
  )
  const yaml = rendered.configuration[0]?.files.find(({ path }) => path === 'lms.yml')?.content ?? ''

  it('take the place of containers, dependencies and their secrets', () => {
    const running = Object.entries(rendered.project.services).filter(([, service]) => !service.profiles)
    expect(running.map(([name]) => name).sort()).toEqual(['cms', 'cms-worker', 'lms', 'lms-worker', 'nginx'])
    expect(rendered.project.services.lms?.depends_on ?? {}).toEqual({})
    expect(rendered.jobs.flatMap(({ needs }) => needs)).toEqual([])
    expect(rendered.secretNames).toContain('DATA_PASSWORD')
    for (const name of [
      'MYSQL_PASSWORD',
      'MYSQL_ROOT_PASSWORD',
      'MONGODB_PASSWORD',
      'RABBITMQ_PASSWORD',
      'REDIS_PASSWORD',
    ]) {
      expect(rendered.secretNames).not.toContain(name)
    }
  })

  it('are what the settings point at', () => {
    expect(yaml).toContain('HOST: data.example.org')
    expect(yaml).toContain('cache.example.org:11211')
    expect(yaml).toContain('CELERY_BROKER_HOSTNAME: data.example.org:5672')
    expect(yaml).toContain('CELERY_BROKER_VHOST: edx')
  })
})

describe('settings', () => {
  it('of a person win over ours, and objects are merged', () => {
    const settings = { lms: { FEATURES: { ENABLE_MOBILE_REST_API: true }, PLATFORM_NAME: 'Ours' }, cms: {} }
    const { configuration } = renderEnvironment(sampleInput({ kind: 'production', release: 'teak', settings }))
    const yaml = configuration[0]?.files.find(({ path }) => path === 'lms.yml')?.content ?? ''
    expect(yaml).toContain('PLATFORM_NAME: Ours')
    expect(yaml).toContain('ENABLE_MOBILE_REST_API: true')
    expect(yaml).toContain('ENABLE_CSMH_EXTENDED: false')
  })

  it('that change make another configuration volume and another revision; a public host is an alias of nginx', () => {
    const before = renderEnvironment(sampleInput({ kind: 'production', release: 'teak' }))
    const changed = renderEnvironment(
      sampleInput({
        kind: 'production',
        release: 'teak',
        lms: { host: 'lms.example.org', port: 80 },
        cms: { host: 'studio.example.org', port: 80 },
      }),
    )
    expect(changed.project.services.lms?.environment?.FUN_REVISION).not.toBe(
      before.project.services.lms?.environment?.FUN_REVISION,
    )
    expect(changed.project.services.nginx?.networks?.default?.aliases).toContain('lms.example.org')
    expect(changed.project.services.nginx?.ports).toHaveLength(1)
  })
})

describe('a page that new containers must answer', () => {
  const smokes = (specification: Parameters<typeof sampleInput>[0]) =>
    renderEnvironment(sampleInput(specification)).heartbeats.map(({ service, smokePath }) => [service, smokePath])

  it('is the home page unless another is named, or none', () => {
    expect(smokes({ kind: 'production', release: 'teak' })).toEqual([
      ['lms', '/'],
      ['cms', '/'],
    ])
    expect(
      smokes({ kind: 'production', release: 'teak', lms: { smokePath: '/courses' }, cms: { smokePath: null } }),
    ).toEqual([
      ['lms', '/courses'],
      ['cms', undefined],
    ])
  })

  it('is not asked for in development, where a person mends it in the running server', () => {
    expect(smokes({ kind: 'development', release: 'teak' })).toEqual([
      ['lms', undefined],
      ['cms', undefined],
    ])
  })

  it.each(['courses', '/a b', '/\r\nHost: x', ''])('cannot be %j', (smokePath) => {
    expect(() => smokes({ kind: 'production', release: 'teak', lms: { smokePath } })).toThrow()
  })
})
