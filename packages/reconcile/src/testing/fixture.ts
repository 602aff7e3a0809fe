import type { ComposeService } from '@fun/compose-model/compose-project'
import type { ConfigurationSet, Job, RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { ObservedStack, WantedStack } from '../stack.ts'

export const nothing: ObservedStack = { containers: [], networks: [], volumes: [], live: {}, completedJobs: {} }

/** A small environment with everything that planning knows: data service, migration, two routed services, worker, nginx, two sets. */
export function demo(change: Partial<DemoOptions> = {}): WantedStack {
  const options = { ...defaults, ...change }
  const configuration = `configuration-openedx-${options.settings}`
  const application = (command: string): ComposeService => ({
    image: options.image,
    command: [command],
    environment: { PASSWORD: '${MYSQL_PASSWORD}', ...options.environment },
    volumes: [{ type: 'volume', source: configuration, target: '/openedx/config', read_only: true }],
    depends_on: { mysql: { condition: 'service_healthy' } },
  })
  const services: Record<string, ComposeService> = {
    mysql: { image: options.mysqlImage, volumes: [{ type: 'volume', source: 'mysql', target: '/var/lib/mysql' }] },
    lms: application('lms'),
    cms: application('cms'),
    'lms-worker': { ...application('lms-worker'), stop_grace_period: '1m30s' },
    nginx: {
      image: 'nginx:1',
      volumes: [{ type: 'volume', source: 'configuration-nginx', target: '/etc/nginx/fun', read_only: true }],
      ports: [{ target: 80, published: '8073', host_ip: '127.0.0.1', protocol: 'tcp' }],
      depends_on: { lms: { condition: 'service_started' } },
    },
    migrate: { ...application('migrate'), profiles: ['jobs'] },
  }
  for (const service of options.without) delete services[service]
  return {
    environmentId: 'environment-1',
    revisionId: 'revision-1',
    rendered: {
      project: {
        name: 'demo',
        services,
        networks: { default: options.network },
        volumes: { mysql: {}, [configuration]: {}, 'configuration-nginx': {} },
      },
      configuration: [openedxSet(configuration, options.settings), nginxSet(options.nginx)],
      jobs: [
        { ...migrate, inputsHash: options.migrations, gates: migrate.gates.filter((s) => services[s] !== undefined) },
      ],
      rollout: { lms: 'start-first', cms: 'start-first', 'lms-worker': 'start-first' },
      secretNames: ['MYSQL_PASSWORD'],
      urls: [],
      heartbeats: [{ service: 'lms', port: 8000, path: '/heartbeat', host: 'lms' }],
    } satisfies RenderedEnvironment,
    imageIds: { ...options.imageIds },
    secretVersions: { MYSQL_PASSWORD: options.secretVersion },
  }
}

const defaults = {
  image: 'fun-platform/openedx-production:aa',
  mysqlImage: 'mysql:8.4',
  settings: 'settings1',
  nginx: 'nginx1',
  migrations: 'migrations1',
  secretVersion: 1,
  environment: {} as Record<string, string>,
  imageIds: {} as Record<string, string>,
  network: {} as { internal?: boolean },
  without: [] as string[],
}

type DemoOptions = typeof defaults

const migrate: Job = {
  name: 'migrate',
  title: 'Migrate the LMS database',
  inputsHash: '',
  after: [],
  needs: ['mysql'],
  gates: ['lms', 'cms', 'lms-worker'],
  uncancellable: true,
  timeoutSeconds: 600,
}

const openedxSet = (volume: string, hash: string): ConfigurationSet => ({
  name: 'openedx',
  placement: { kind: 'immutable', volume },
  files: [{ path: 'lms.yml', content: hash, mode: 0o644 }],
  hash,
})

const nginxSet = (hash: string): ConfigurationSet => ({
  name: 'nginx',
  placement: {
    kind: 'live',
    volume: 'configuration-nginx',
    service: 'nginx',
    reload: ['nginx', '-s', 'reload'],
    check: ['nginx', '-t'],
  },
  files: [{ path: 'routes.conf', content: 'default "http://lms:8000"; default "http://cms:8000";', mode: 0o644 }],
  hash,
})
