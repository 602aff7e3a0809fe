import type { ComposeProject, ComposeService, ComposeVolume } from './compose-project.ts'
import { nginxSet, openedxSet } from './configuration-sets.ts'
import { environmentJobs } from './environment-jobs.ts'
import { imageTraits, type RenderContext, renderContext } from './render-context.ts'
import type { RenderInput } from './render-input.ts'
import type {
  ConfigurationSet,
  EnvironmentUrl,
  Heartbeat,
  RenderedEnvironment,
  Rollout,
} from './rendered-environment.ts'
import { secretNamesIn } from './secrets.ts'
import type { Dependencies } from './services/application.ts'
import { cmsService } from './services/cms.ts'
import { cmsWorkerService } from './services/cms-worker.ts'
import type { DataServiceName } from './services/data-service.ts'
import { lmsService } from './services/lms.ts'
import { lmsWorkerService } from './services/lms-worker.ts'
import { memcachedService } from './services/memcached.ts'
import { mongodbService } from './services/mongodb.ts'
import { mysqlService } from './services/mysql.ts'
import { nginxService } from './services/nginx.ts'
import { openedxVolumes } from './services/openedx.ts'
import { rabbitmqService } from './services/rabbitmq.ts'
import { redisService } from './services/redis.ts'

type Services = Record<string, ComposeService>

/**
 * Everything that an environment should be, from its specification. Pure: equal input gives equal output, and a change of the
 * commit alone changes nothing. Throws RangeError when a development environment is rendered without its host paths.
 */
export function renderEnvironment(input: RenderInput): RenderedEnvironment {
  const context = renderContext(input)
  const openedx = openedxSet(context)
  const nginx = nginxSet(context)
  const data = dataServices(context)
  const applications = applicationServices(context, openedx, Object.keys(data))
  const jobs = environmentJobs({
    context,
    configuration: openedx,
    applications: Object.keys(applications),
    dataServices: Object.keys(data),
  })
  const services: Services = {
    ...data,
    ...applications,
    nginx: { ...nginxService(context, nginx), depends_on: after(['lms', 'cms'], 'service_started') },
    ...Object.fromEntries(jobs.map(({ job, service }) => [job.name, service])),
  }
  const project: ComposeProject = {
    name: input.name,
    services,
    networks: { default: {} },
    volumes: volumes(context, openedx, nginx, data),
  }
  const configuration = [openedx, nginx]
  return {
    project,
    configuration,
    jobs: jobs.map(({ job }) => job),
    rollout: rollout(Object.keys(services), Object.keys(applications)),
    secretNames: secretNamesIn([services, context.connections]),
    urls: urls(context),
    heartbeats: heartbeats(context),
  }
}

const present = (services: Record<string, ComposeService | undefined>): Services =>
  Object.fromEntries(
    Object.entries(services).flatMap(([name, service]) => (service === undefined ? [] : [[name, service] as const])),
  )

const after = (names: string[], condition: 'service_healthy' | 'service_started'): Dependencies =>
  Object.fromEntries(names.map((name) => [name, { condition }]))

function dataServices(context: RenderContext): Services {
  const all: Record<DataServiceName, ComposeService | undefined> = {
    mysql: mysqlService(context),
    mongodb: mongodbService(context),
    memcached: memcachedService(context),
    rabbitmq: rabbitmqService(context),
    redis: redisService(context),
  }
  return present(all)
}

function applicationServices(context: RenderContext, openedx: ConfigurationSet, data: string[]): Services {
  const dependencies = after(data, 'service_healthy')
  return present({
    lms: lmsService(context, openedx, dependencies),
    cms: cmsService(context, openedx, dependencies),
    'lms-worker': lmsWorkerService(context, openedx, dependencies),
    'cms-worker': cmsWorkerService(context, openedx, dependencies),
  })
}

function volumes(
  context: RenderContext,
  openedx: ConfigurationSet,
  nginx: ConfigurationSet,
  data: Services,
): Record<string, ComposeVolume> {
  const ofConfiguration = [openedx, nginx].flatMap(({ placement }) =>
    placement.kind === 'host-folder' ? [] : [placement.volume],
  )
  const ofApplications = [...ofConfiguration, ...openedxVolumes(context)]
  const dataNames: DataServiceName[] = ['mysql', 'mongodb', 'rabbitmq', 'redis']
  return {
    ...Object.fromEntries(ofApplications.map((name) => [name, {}])),
    ...Object.fromEntries(
      dataNames.filter((name) => name in data).map((name) => [name, { labels: dataFormat(context, name) }]),
    ),
  }
}

/** Label that tells which engine wrote a volume: another one must not open it. */
export const dataFormatLabel = 'io.funplatform.data-format'

function dataFormat(context: RenderContext, name: DataServiceName): Record<string, string> {
  const { engine } = imageTraits(context, name)
  const version = engine.version ?? context.release.images[name].split(':')[1] ?? ''
  return { [dataFormatLabel]: `${engine.name}-${version.split('.')[0] ?? ''}` }
}

function rollout(services: string[], applications: string[]): Record<string, Rollout> {
  return Object.fromEntries(
    services.map((name) => [name, applications.includes(name) ? 'start-first' : 'recreate'] as const),
  )
}

function urls({ addresses, layout }: RenderContext): EnvironmentUrl[] {
  const throughNginx: EnvironmentUrl[] = [
    { name: 'LMS', url: `${addresses.lmsRootUrl}/`, description: 'LMS through nginx' },
    { name: 'Studio', url: `${addresses.cmsRootUrl}/`, description: 'Studio (CMS) through nginx' },
  ]
  switch (layout.kind) {
    case 'production':
      return throughNginx
    case 'development':
      return [
        ...throughNginx,
        {
          name: 'LMS, runserver',
          url: `${addresses.lmsDevelopmentRootUrl}/`,
          description: 'LMS, straight to runserver',
        },
        {
          name: 'Studio, runserver',
          url: `${addresses.cmsDevelopmentRootUrl}/`,
          description: 'Studio (CMS), straight to runserver',
        },
      ]
  }
}

/** In development a person mends a broken page in the running server: only its heartbeat counts. */
function heartbeats({ addresses, layout, specification }: RenderContext): Heartbeat[] {
  const heartbeat = (service: 'lms' | 'cms', host: string): Heartbeat => {
    const { smokePath } = specification[service]
    const smoke = layout.kind === 'production' && smokePath !== null ? { smokePath } : {}
    return { service, port: 8000, path: '/heartbeat', host, ...smoke }
  }
  return [heartbeat('lms', addresses.lmsBase), heartbeat('cms', addresses.cmsBase)]
}
