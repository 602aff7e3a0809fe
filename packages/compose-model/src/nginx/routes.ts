/** Which host name in the stack's network answers for each system: `lms`, or one container while a switch is made. */
export type RouteTargets = Record<'lms' | 'cms', string>

/** File of the set `nginx` that a switch rewrites. */
export const routesFile = 'routes.conf'

const target = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

/**
 * `routes.conf`: where nginx finds LMS and CMS. Names are looked up again while it runs (addresses change when an engine
 * restarts). Throws RangeError for what is no host name.
 */
export function renderRoutes(targets: RouteTargets): string {
  for (const name of [targets.lms, targets.cms]) {
    if (!target.test(name)) throw new RangeError(`"${name}" is no host name to route to.`)
  }
  return [
    '# Written at every switch.',
    `map "" $lms_upstream { default "http://${targets.lms}:8000"; }`,
    `map "" $cms_upstream { default "http://${targets.cms}:8000"; }`,
    '',
  ].join('\n')
}

/** Routes before any switch: the services' own names. */
export const initialRoutes: RouteTargets = { lms: 'lms', cms: 'cms' }
