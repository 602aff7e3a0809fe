import type { ComposeProject } from '@fun/compose-model/compose-project'
import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'

/**
 * How a live configuration set names an upstream: `<service>:<port>`, anywhere in its files, exactly as it stands in the exported bundle
 * where Compose's DNS alias answers. On an engine the service's name there is replaced by the name of the container that serves it.
 */
const upstream = /(?<![\w.$-])([a-z][a-z0-9-]*):(\d{2,5})(?![\w.])/g

/** Long-running services that the set's files name as upstreams, sorted. */
export function routedServices(project: ComposeProject, set: ConfigurationSet): string[] {
  const found = new Set<string>()
  for (const file of set.files) {
    for (const match of file.content.matchAll(upstream)) {
      const service = match[1]
      if (service === undefined || project.services[service] === undefined) continue
      if ((project.services[service].profiles ?? []).length === 0) found.add(service)
    }
  }
  if (set.placement.kind === 'live') found.delete(set.placement.service)
  return [...found].sort()
}

/** The text of a live file with every routed `<service>:<port>` pointing to its container. */
export function applyRoutes(content: string, routes: Readonly<Record<string, string>>): string {
  return content.replace(upstream, (text, service: string, port: string) => {
    const container = routes[service]
    return container === undefined ? text : `${container}:${port}`
  })
}
