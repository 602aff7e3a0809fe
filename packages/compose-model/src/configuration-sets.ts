import { contentHash } from './content-hash.ts'
import { maintenanceFile, renderMaintenance, requestsEnded } from './nginx/maintenance.ts'
import { nginxConf, nginxConfigurationPath } from './nginx/nginx-conf.ts'
import { initialRoutes, renderRoutes, routesFile } from './nginx/routes.ts'
import type { RenderContext } from './render-context.ts'
import type { ConfigurationSet, RenderedFile } from './rendered-environment.ts'
import { openedxFiles } from './settings/openedx-files.ts'

const hashOf = (files: RenderedFile[]): string =>
  contentHash(files.map(({ path, mode, content }) => [path, mode, content]))

/** The set that LMS, CMS, their workers and jobs mount: a volume for each content, or the host's folder in development. */
export function openedxSet(context: RenderContext): ConfigurationSet {
  const files = openedxFiles(context)
  const hash = hashOf(files)
  const { layout } = context
  switch (layout.kind) {
    case 'production':
      return { name: 'openedx', placement: { kind: 'immutable', volume: `configuration-openedx-${hash}` }, files, hash }
    case 'development':
      return { name: 'openedx', placement: { kind: 'host-folder', path: layout.configurationFolder }, files, hash }
  }
}

/**
 * The set of nginx: one volume whose content changes, followed by a reload. It holds the routes of a first start; a switch
 * writes `routes.conf` anew with `renderRoutes`, and the hash says nothing of that.
 */
export function nginxSet(context: RenderContext): ConfigurationSet {
  const files: RenderedFile[] = [
    { path: 'nginx.conf', content: nginxConf(context), mode: 0o644 },
    { path: routesFile, content: renderRoutes(initialRoutes), mode: 0o644 },
    { path: maintenanceFile, content: renderMaintenance(false), mode: 0o644 },
  ]
  const nginx = ['nginx', '-c', `${nginxConfigurationPath}/nginx.conf`]
  return {
    name: 'nginx',
    placement: {
      kind: 'live',
      volume: 'configuration-nginx',
      service: 'nginx',
      reload: [...nginx, '-s', 'reload'],
      check: [...nginx, '-t'],
      hold: { file: maintenanceFile, content: renderMaintenance(true), ended: requestsEnded },
    },
    files,
    hash: hashOf(files),
  }
}
