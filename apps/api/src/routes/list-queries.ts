import { environmentKind } from '@fun/compose-model/specification'
import { health, operationKind, operationState } from '@fun/contract/resources'
import { z } from 'zod'
import { nameOrId, pageQuery } from './api.ts'

/** A parameter that may come several times: `state=queued&state=running`. */
const several = <Item extends z.ZodType>(item: Item) =>
  z
    .preprocess(
      (value) => (value === undefined || Array.isArray(value) ? value : [value]),
      z.array(item).min(1).max(20),
    )
    .optional()

const instant = z.iso.datetime({ offset: true })

/** Filters and order of GET /environments. */
export const environmentListQuery = pageQuery.extend({
  name: z.string().min(1).max(64).optional().describe('Part of the name.'),
  kind: environmentKind.optional(),
  health: health.optional(),
  source: nameOrId.optional().describe('Name or id of the source.'),
  host: nameOrId.optional().describe('Name or id of the host.'),
  sort: z.enum(['-createdAt', 'createdAt', 'name', '-name']).default('-createdAt'),
})

const times = {
  since: instant.optional().describe('Queued then or later.'),
  until: instant.optional().describe('Queued before then.'),
  sort: z.enum(['-queuedAt', 'queuedAt']).default('-queuedAt'),
}

/** Filters and order of lists of deployments. */
export const deploymentListQuery = pageQuery.extend({ state: several(operationState), ...times })

/** Filters and order of GET /operations. */
export const operationListQuery = deploymentListQuery.extend({
  environment: nameOrId.optional().describe('Name or id of the environment.'),
  kind: several(operationKind),
})
