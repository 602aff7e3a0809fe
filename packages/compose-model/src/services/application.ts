import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { type OpenedxSystem, openedxContainer } from './openedx.ts'
import { healthcheck, longRunning, memoryLimit } from './service-defaults.ts'
import { taskQueues } from './task-queues.ts'

/** How a container tells that it is well, without a client in the image. */
const httpCheck = ['CMD', 'python', '/openedx/config/fun/healthcheck.py', 'http']
const workerCheck = ['CMD', 'python', '/openedx/config/fun/healthcheck.py', 'worker']

export type Dependencies = NonNullable<ComposeService['depends_on']>

/** LMS or CMS as a web server: gunicorn, or runserver with its own port in development. */
export function webService(
  context: RenderContext,
  configuration: ConfigurationSet,
  system: OpenedxSystem,
  dependencies: Dependencies,
): ComposeService {
  const { layout, specification } = context
  const options = specification[system]
  const service: ComposeService = {
    ...openedxContainer(context, configuration, system),
    depends_on: dependencies,
    ...longRunning(system, '30s'),
    ...memoryLimit(options.memoryBytesMax),
  }
  switch (layout.kind) {
    case 'production':
      return {
        ...service,
        command: ['gunicorn', '--config', '/openedx/config/gunicorn.conf.py', `${system}.wsgi:application`],
        environment: { ...service.environment, GUNICORN_WORKERS: String(options.gunicornWorkers) },
        healthcheck: healthcheck(httpCheck, '60s'),
      }
    case 'development':
      return {
        ...service,
        command: ['python', 'manage.py', system, 'runserver', '0.0.0.0:8000'],
        healthcheck: healthcheck(httpCheck, '180s'),
        ports: [
          {
            target: 8000,
            published: String(options.developmentPort),
            host_ip: specification.bindAddress,
            protocol: 'tcp',
          },
        ],
      }
  }
}

/** A Celery worker of LMS or CMS. */
export function workerService(
  context: RenderContext,
  configuration: ConfigurationSet,
  system: OpenedxSystem,
  dependencies: Dependencies,
): ComposeService | undefined {
  const { workers } = context.specification
  const count = workers[system]
  if (count === 0) return undefined
  const name = `${system}-worker`
  return {
    ...openedxContainer(context, configuration, system),
    command: [
      'celery',
      `--app=${system}.celery`,
      'worker',
      '--loglevel=INFO',
      `--hostname=${system}@%h`,
      `--queues=${taskQueues[system].join(',')}`,
      `--concurrency=${workers.concurrency * count}`,
      '--max-tasks-per-child=100',
      '--prefetch-multiplier=1',
      '--without-gossip',
      '--without-mingle',
      '--include=fun.worker',
    ],
    depends_on: dependencies,
    healthcheck: healthcheck(workerCheck, '90s'),
    ...longRunning(name, '120s'),
  }
}
