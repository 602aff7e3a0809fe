import type { ComposeService } from '@fun/compose-model/compose-project'
import { canonicalJson } from '@fun/compose-model/content-hash'
import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'
import { comparableService, configHash, networkHash, usedSecretVersions, volumeHash } from '@fun/reconcile/config-hash'
import { labels } from '@fun/reconcile/labels'
import type { WantedStack } from '@fun/reconcile/stack'

/** The version of Compose whose labels these are. */
const composeVersion = '2.40.3'

type Labels = Record<string, string>

export interface ContainerLabelInput {
  wanted: WantedStack
  service: string
  definition: ComposeService
  number: number
  imageId: string
  /** Folder that holds one folder with compose.yaml per environment; Compose shows it. */
  environmentsFolder: string
}

/** Labels of a long-running container: Compose's own, so that its commands work on the stack, and what planning compares. */
export function containerLabels(input: ContainerLabelInput): Labels {
  const { wanted, service, definition, number, imageId, environmentsFolder } = input
  const project = wanted.rendered.project.name
  const hash = configHash(definition, wanted.secretVersions)
  return {
    ...definition.labels,
    ...projectLabels(project),
    [labels.service]: service,
    [labels.containerNumber]: String(number),
    [labels.oneOff]: 'False',
    [labels.composeConfigHash]: hash,
    [labels.image]: imageId,
    [labels.dependsOn]: dependsOn(definition),
    [labels.workingDirectory]: `${environmentsFolder}/${project}`,
    [labels.configFiles]: `${environmentsFolder}/${project}/compose.yaml`,
    [labels.environment]: wanted.environmentId,
    [labels.configHash]: hash,
    [labels.imageReference]: definition.image,
    [labels.serviceDefinition]: canonicalJson(comparableService(definition)),
    [labels.secretVersions]: canonicalJson(usedSecretVersions(definition, wanted.secretVersions)),
    ...reloadLabel(wanted.rendered.configuration, service),
  }
}

/** Labels of a one-off container: seen by Compose as such, and by the sweep through its operation. */
export function oneOffLabels(project: string, name: string, operationId: string, service: ComposeService): Labels {
  return {
    ...service.labels,
    ...projectLabels(project),
    [labels.service]: name,
    [labels.oneOff]: 'True',
    [labels.containerNumber]: '1',
    [labels.composeConfigHash]: configHash(service, {}),
    [labels.operation]: operationId,
  }
}

export function networkLabels(wanted: WantedStack, key: string): Labels {
  const definition = wanted.rendered.project.networks[key] ?? {}
  return {
    ...definition.labels,
    ...projectLabels(wanted.rendered.project.name),
    [labels.network]: key,
    [labels.composeConfigHash]: networkHash(definition),
    [labels.configHash]: networkHash(definition),
    [labels.environment]: wanted.environmentId,
  }
}

export function volumeLabels(wanted: WantedStack, key: string, set: ConfigurationSet | undefined): Labels {
  const definition = wanted.rendered.project.volumes[key] ?? {}
  return {
    ...definition.labels,
    ...projectLabels(wanted.rendered.project.name),
    [labels.volume]: key,
    [labels.composeConfigHash]: volumeHash(definition),
    [labels.configHash]: volumeHash(definition),
    [labels.environment]: wanted.environmentId,
    ...(set === undefined
      ? {}
      : { [labels.configurationSet]: set.name, [labels.configurationPlacement]: set.placement.kind }),
  }
}

const projectLabels = (project: string): Labels => ({ [labels.project]: project, [labels.version]: composeVersion })

/** `svc:condition:restart`, as `docker compose down` reads it. */
const dependsOn = (definition: ComposeService): string =>
  Object.entries(definition.depends_on ?? {})
    .map(([service, { condition }]) => `${service}:${condition}:false`)
    .join(',')

function reloadLabel(sets: ConfigurationSet[], service: string): Labels {
  for (const { placement } of sets) {
    if (placement.kind === 'live' && placement.service === service)
      return { [labels.reload]: JSON.stringify(placement.reload) }
  }
  return {}
}
