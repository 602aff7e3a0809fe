import { buildable, releaseCatalogue } from '@fun/compose-model/release-catalogue'
import type { Release } from '@fun/compose-model/releases/release'
import { release } from '@fun/contract/resources'
import type { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { availablePythons } from '../../pipeline/available-pythons.ts'

/** The catalogue, oldest first, with the reason where a release cannot be built here. */
export function listReleases(deps: Deps): Array<z.infer<typeof release>> {
  return releaseCatalogue.map((each) => {
    const verdict = buildable(each, availablePythons(deps.config.images))
    return release.parse({
      ...each,
      mysql: tagOf(each.images.mysql),
      mongodb: tagOf(each.images.mongodb),
      services: serviceNames(each),
      refusedBecause: verdict.buildable ? null : verdict.reason,
    })
  })
}

const tagOf = (reference: string): string => reference.split(':').at(-1) ?? reference

/** Services that an environment of the release runs, and those that upstream has for it beside them. */
function serviceNames({ services, defaults }: Release): string[] {
  const always = [
    'mysql',
    'mongodb',
    ...new Set([defaults.cache, defaults.broker]),
    'lms',
    'cms',
    'lms-worker',
    'cms-worker',
    'nginx',
  ]
  const later = [
    services.search,
    ...(services.forum.kind === 'ruby' ? ['forum'] : []),
    ...(services.ecommerce ? ['ecommerce'] : []),
    ...(services.xqueue ? ['xqueue'] : []),
  ]
  return [...always, ...later]
}
