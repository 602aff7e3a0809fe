import type { ComposeService } from './compose-project.ts'
import { contentHash } from './content-hash.ts'
import type { RenderContext } from './render-context.ts'
import type { ConfigurationSet, Job } from './rendered-environment.ts'
import { secretEnvironment } from './secrets.ts'
import { type OpenedxSystem, openedxContainer, systemSecretNames } from './services/openedx.ts'
import { oneOff } from './services/service-defaults.ts'
import { studioClientId } from './settings/cms-settings.ts'

/** A job with the container that does it. */
export interface EnvironmentJob {
  job: Job
  service: ComposeService
}

interface JobContext {
  context: RenderContext
  configuration: ConfigurationSet
  /** Long-running services that run from the platform's image. */
  applications: string[]
  /** Data services that run as containers. */
  dataServices: string[]
}

function jobService({ context, configuration }: JobContext, system: OpenedxSystem, command: string[]): ComposeService {
  const { stop_signal: _, ...container } = openedxContainer(context, configuration, system)
  return { ...container, ...oneOff, init: true, command }
}

/** Jobs in the order in which a person would run them. */
export function environmentJobs(jobs: JobContext): EnvironmentJob[] {
  const assets = jobs.context.layout.kind === 'production' ? collectStatic(jobs) : developmentAssets(jobs)
  return [assets, migrate(jobs, 'lms'), migrate(jobs, 'cms'), oauthClients(jobs)]
}

function migrate(jobs: JobContext, system: OpenedxSystem): EnvironmentJob {
  const { context, applications, dataServices } = jobs
  const service = jobService(jobs, system, ['python', '-m', 'fun.jobs', 'migrate', system])
  const root = context.specification.mysql.mode === 'container' && system === 'lms' ? ['MYSQL_ROOT_PASSWORD'] : []
  const { host, port, database } = context.connections.mysql
  return {
    job: {
      name: `migrate-${system}`,
      title: system === 'lms' ? 'Migrate the LMS database' : 'Migrate the CMS database',
      inputsHash: contentHash([
        system,
        context.input.migrationsHash,
        host,
        port,
        database,
        ...applicationSettings(context),
      ]),
      after: system === 'lms' ? [] : ['migrate-lms'],
      needs: dataServices,
      gates: applications,
      uncancellable: true,
      timeoutSeconds: 5400,
    },
    service: {
      ...service,
      environment: { ...service.environment, ...secretEnvironment(root), ...databaseAddress(context) },
    },
  }
}

/** What a person's settings say of installed applications and databases: they decide which migrations there are. */
function applicationSettings({ specification }: RenderContext): unknown[] {
  const { lms, cms } = specification.settings
  const deciding = [...Object.entries(lms), ...Object.entries(cms)].filter(([name]) =>
    /APPS|FEATURES|DATABASE/.test(name),
  )
  return deciding.length === 0 ? [] : [deciding]
}

/** Spares a job that only restores a dump the loading of the settings; absent where a person may have put another database into them. */
function databaseAddress({ connections, layout, specification }: RenderContext): Record<string, string> {
  const { lms, cms } = specification.settings
  if (layout.kind === 'development' || 'DATABASES' in lms || 'DATABASES' in cms) return {}
  const { host, port, user, password, database } = connections.mysql
  return {
    FUN_DATABASE_HOST: host,
    FUN_DATABASE_PORT: String(port),
    FUN_DATABASE_NAME: database,
    FUN_DATABASE_USER: user,
    FUN_DATABASE_PASSWORD: password,
  }
}

function oauthClients(jobs: JobContext): EnvironmentJob {
  const { context, dataServices } = jobs
  const { addresses, layout, release } = context
  const studios = [addresses.cmsRootUrl, ...(layout.kind === 'development' ? [addresses.cmsDevelopmentRootUrl] : [])]
  const redirects = studios.map((url) => `${url}/complete/edx-oauth2/`)
  const service = jobService(jobs, 'lms', ['python', '-m', 'fun.jobs', 'oauth-clients', ...redirects])
  return {
    job: {
      name: 'oauth-clients',
      title: 'Make Studio a client of the LMS',
      inputsHash: contentHash([redirects, studioClientId, release.legacyStudioFlags, context.connections.mysql.host]),
      // After both migrations: a baseline of the databases is taken between them and this.
      after: ['migrate-cms'],
      needs: dataServices,
      // Nobody signs in to Studio before traffic reaches it, so the LMS and the CMS may start meanwhile.
      gates: ['nginx'],
      uncancellable: false,
      timeoutSeconds: 600,
    },
    service: {
      ...service,
      environment: {
        ...service.environment,
        ...secretEnvironment(['CMS_OAUTH2_SECRET']),
        FUN_STUDIO_CLIENT_ID: studioClientId,
        ...(release.legacyStudioFlags.length > 0 ? { FUN_FLAGS: release.legacyStudioFlags.join(' ') } : {}),
      },
    },
  }
}

/** Work on assets needs the settings and no secret: it is given none. */
function withoutSecrets(context: RenderContext, service: ComposeService): ComposeService {
  const secrets = new Set([...systemSecretNames(context, 'lms'), ...systemSecretNames(context, 'cms')])
  const environment = Object.entries(service.environment ?? {}).filter(([name]) => !secrets.has(name))
  return { ...service, environment: { ...Object.fromEntries(environment), FUN_SECRETS: 'absent' } }
}

function collectStatic(jobs: JobContext): EnvironmentJob {
  const { context, applications } = jobs
  const { input } = context
  const service = withoutSecrets(context, jobService(jobs, 'lms', ['python', '-m', 'fun.jobs', 'collect-static']))
  return {
    job: {
      name: 'collect-static',
      title: 'Collect static files',
      inputsHash: contentHash(['collect-static', input.staticGeneration]),
      after: [],
      needs: [],
      gates: applications,
      uncancellable: false,
      timeoutSeconds: 1800,
    },
    service: {
      ...service,
      image: input.images.collector,
      volumes: (service.volumes ?? []).map((mount) =>
        mount.source === 'static' ? { type: 'volume', source: 'static', target: mount.target } : mount,
      ),
    },
  }
}

function developmentAssets(jobs: JobContext): EnvironmentJob {
  const { context, applications } = jobs
  const assetsKey = context.layout.kind === 'development' ? context.layout.assetsKey : ''
  const service = withoutSecrets(context, jobService(jobs, 'lms', ['python', '-m', 'fun.jobs', 'development-assets']))
  return {
    job: {
      name: 'development-assets',
      title: 'Put the built assets beside the mounted tree',
      inputsHash: contentHash(['development-assets', assetsKey]),
      after: [],
      needs: [],
      gates: applications,
      uncancellable: false,
      timeoutSeconds: 900,
    },
    service,
  }
}
