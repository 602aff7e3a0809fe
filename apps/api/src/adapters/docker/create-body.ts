import type {
  ComposeHealthcheck,
  ComposeMount,
  ComposeProject,
  ComposeService,
} from '@fun/compose-model/compose-project'
import { durationMs, graceSeconds } from '@fun/reconcile/durations'
import { networkKeys, networkName, volumeName } from '@fun/reconcile/names'
import { interpolate } from '@fun/reconcile/placeholders'
import type { ContainerCreateOptions, HealthConfig, HostConfig, MountSettings } from 'dockerode'

/**
 * The Engine's create body of a Compose service whose placeholders have been replaced. Ports are bound, names of networks and volumes are
 * the engine's. The primary network only: others are connected afterwards (API 1.41 takes one).
 */
export function createBody(
  project: ComposeProject,
  service: ComposeService,
  container: { name: string; labels: Record<string, string>; serviceName: string | undefined },
): ContainerCreateOptions {
  const [primary = 'default'] = networkKeys(service)
  return {
    name: container.name,
    Image: service.image,
    Labels: container.labels,
    Env: Object.entries(service.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: Object.fromEntries((service.ports ?? []).map((port) => [`${port.target}/${port.protocol}`, {}])),
    StopTimeout: graceSeconds(service.stop_grace_period),
    NetworkingConfig: {
      EndpointsConfig: {
        [networkName(project, primary)]: { Aliases: aliases(service, primary, container.serviceName) },
      },
    },
    HostConfig: hostConfig(project, service, networkName(project, primary)),
    ...optional('Cmd', service.command),
    ...optional('Entrypoint', service.entrypoint),
    ...optional('User', service.user),
    ...optional('WorkingDir', service.working_dir),
    ...optional('Hostname', service.hostname),
    ...optional('StopSignal', service.stop_signal),
    ...optional('Healthcheck', service.healthcheck && healthConfig(service.healthcheck)),
  }
}

/** Names under which a container answers in a network: its service, and what the service asks for. One-off containers have none. */
export function aliases(service: ComposeService, networkKey: string, serviceName: string | undefined): string[] {
  if (serviceName === undefined) return []
  return [...new Set([serviceName, ...(service.networks?.[networkKey]?.aliases ?? [])])]
}

/** The service with secrets in place of `${NAME}`, and `$$` unescaped, in every string. Labels stay as they are. Throws UnknownPlaceholder. */
export function interpolateService(service: ComposeService, secrets: Readonly<Record<string, string>>): ComposeService {
  const text = (value: string): string => interpolate(value, secrets)
  const { environment, command, entrypoint, healthcheck } = service
  return {
    ...service,
    ...optional('environment', environment && mapValues(environment, text)),
    ...optional('command', command?.map(text)),
    ...optional('entrypoint', entrypoint?.map(text)),
    ...optional('healthcheck', healthcheck && { ...healthcheck, test: healthcheck.test.map(text) }),
  }
}

function hostConfig(project: ComposeProject, service: ComposeService, primaryNetwork: string): HostConfig {
  return {
    NetworkMode: primaryNetwork,
    RestartPolicy: { Name: service.restart ?? 'no' },
    Mounts: (service.volumes ?? []).map((mount) => mountSettings(project, mount)),
    PortBindings: portBindings(service),
    Tmpfs: Object.fromEntries((service.tmpfs ?? []).map(tmpfsEntry)),
    ...optional('ReadonlyRootfs', service.read_only),
    ...optional('Init', service.init),
    ...optional('Memory', service.mem_limit === undefined ? undefined : sizeBytes(service.mem_limit)),
    ...optional('ShmSize', service.shm_size === undefined ? undefined : sizeBytes(service.shm_size)),
    ...optional('CapAdd', service.cap_add),
    ...optional('CapDrop', service.cap_drop),
    ...optional('SecurityOpt', service.security_opt),
    ...optional('ExtraHosts', service.extra_hosts),
    ...optional('LogConfig', service.logging && { Type: service.logging.driver, Config: service.logging.options }),
  }
}

function mountSettings(project: ComposeProject, mount: ComposeMount): MountSettings {
  const readOnly = mount.read_only ?? false
  switch (mount.type) {
    case 'bind':
      return { Type: 'bind', Source: mount.source, Target: mount.target, ReadOnly: readOnly }
    case 'volume': {
      const settings: MountSettings = {
        Type: 'volume',
        Source: volumeName(project, mount.source),
        Target: mount.target,
        ReadOnly: readOnly,
      }
      const noCopy = mount.volume?.nocopy ?? false
      return noCopy
        ? { ...settings, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } } }
        : settings
    }
  }
}

function portBindings(service: ComposeService): Record<string, Array<{ HostIp: string; HostPort: string }>> {
  const bindings: Record<string, Array<{ HostIp: string; HostPort: string }>> = {}
  for (const port of service.ports ?? []) {
    const key = `${port.target}/${port.protocol}`
    bindings[key] = [...(bindings[key] ?? []), { HostIp: port.host_ip, HostPort: port.published }]
  }
  return bindings
}

function tmpfsEntry(entry: string): [string, string] {
  const colon = entry.indexOf(':')
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)]
}

function healthConfig(check: ComposeHealthcheck): HealthConfig {
  return {
    Test: check.test,
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    Retries: check.retries,
    ...optional('StartPeriod', check.start_period === undefined ? undefined : nanoseconds(check.start_period)),
  }
}

const nanoseconds = (duration: string): number => durationMs(duration) * 1_000_000

/** Bytes of a Compose size (`512m`, `1gb`, `1024`). Throws RangeError for other text. */
export function sizeBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text)
  if (match === null) throw new RangeError(`not a Compose size: ${text}`)
  const power = ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase())
  return Math.round(Number(match[1]) * 1024 ** power)
}

function mapValues(record: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  if (value === undefined) return {}
  const result: { [P in K]?: V } = {}
  result[key] = value
  return result
}
