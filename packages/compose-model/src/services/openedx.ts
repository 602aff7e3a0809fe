import type { ComposeMount, ComposeService } from '../compose-project.ts'
import { contentHash } from '../content-hash.ts'
import { developmentGeneratedPaths } from '../image-parts.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { secretEnvironment, secretNamesIn } from '../secrets.ts'
import { cmsSettings } from '../settings/cms-settings.ts'
import { lmsSettings } from '../settings/lms-settings.ts'

export type OpenedxSystem = 'lms' | 'cms'

/** Where the platform's tree is mounted in development, and stands in production images. */
const treePath = '/openedx/edx-platform'

/** Volume of a generated folder of the mounted tree. */
const generatedVolume = (path: string): string => `assets-${path.replaceAll(/[^a-z0-9]+/g, '-')}`

/** Names of the volumes that the services of LMS and CMS mount, beside configuration. */
export function openedxVolumes({ layout }: RenderContext): string[] {
  const shared = ['media', 'data']
  switch (layout.kind) {
    case 'production':
      return [...shared, 'static']
    case 'development':
      return [...shared, 'pycache', ...developmentGeneratedPaths.map(generatedVolume)]
  }
}

/** How the configuration set reaches a container. */
export function configurationMount(set: ConfigurationSet, target: string): ComposeMount {
  switch (set.placement.kind) {
    case 'immutable':
    case 'live':
      return { type: 'volume', source: set.placement.volume, target, read_only: true, volume: { nocopy: true } }
    case 'host-folder':
      return { type: 'bind', source: set.placement.path, target, read_only: true }
  }
}

/** Names the code, settings and static files that answer: in cache keys and in a response header. Follows content, never the commit. */
export function revisionKey({ input, layout }: RenderContext, configuration: ConfigurationSet): string {
  switch (layout.kind) {
    case 'production':
      return contentHash([input.images.openedx, input.staticGeneration, configuration.hash])
    case 'development':
      return 'development'
  }
}

function mounts(context: RenderContext, configuration: ConfigurationSet): ComposeMount[] {
  const { layout } = context
  const shared: ComposeMount[] = [
    configurationMount(configuration, '/openedx/config'),
    { type: 'volume', source: 'media', target: '/openedx/media' },
    { type: 'volume', source: 'data', target: '/openedx/data' },
  ]
  switch (layout.kind) {
    case 'production':
      return [...shared, { type: 'volume', source: 'static', target: '/openedx/static', read_only: true }]
    case 'development':
      return [
        { type: 'bind', source: layout.workingTree, target: treePath },
        ...shared,
        { type: 'volume', source: 'pycache', target: '/openedx/pycache' },
        ...developmentGeneratedPaths.map(
          (path): ComposeMount => ({ type: 'volume', source: generatedVolume(path), target: `${treePath}/${path}` }),
        ),
      ]
  }
}

/** Secrets that the settings of a system refer to. */
export function systemSecretNames(context: RenderContext, system: OpenedxSystem): string[] {
  return secretNamesIn(system === 'lms' ? lmsSettings(context) : cmsSettings(context))
}

const containment: Pick<ComposeService, 'user' | 'cap_drop' | 'security_opt'> = {
  user: '1000:1000',
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
}

/** What every container of the platform's image has: settings, secrets, mounts and as few rights as it can live with. */
export function openedxContainer(
  context: RenderContext,
  configuration: ConfigurationSet,
  system: OpenedxSystem,
): ComposeService {
  const { input, layout, specification, addresses } = context
  const environment: Record<string, string> = {
    DJANGO_SETTINGS_MODULE: `fun.${system}_${layout.kind}`,
    SERVICE_VARIANT: system,
    LMS_CFG: '/openedx/config/lms.yml',
    CMS_CFG: '/openedx/config/cms.yml',
    FUN_HOST: system === 'lms' ? addresses.lmsBase : addresses.cmsBase,
    FUN_REVISION: revisionKey(context, configuration),
    ...(specification.workers[system] === 0 ? { FUN_WORKERS: '0' } : {}),
    ...(layout.kind === 'production' ? { STATIC_GENERATION: input.staticGeneration } : {}),
    ...secretEnvironment(systemSecretNames(context, system)),
  }
  return {
    image: input.images.openedx,
    environment,
    volumes: mounts(context, configuration),
    tmpfs: ['/tmp:mode=1777'],
    ...containment,
    ...(layout.kind === 'production'
      ? { read_only: true }
      : { init: true, environment: { ...environment, PYTHONPYCACHEPREFIX: '/openedx/pycache' } }),
  }
}
