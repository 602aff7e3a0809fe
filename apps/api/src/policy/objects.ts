import type { Action } from '@fun/contract/policy'
import type { Deps } from '../deps.ts'
import { byNameOrId } from '../usecases/environments/load.ts'
import { orderedBySchema } from './ordered-by.ts'

/** What a path names: the environments that it belongs to; none: it belongs to the installation. */
export interface FoundObject {
  environmentIds: string[]
  /** A principal who may see it besides. */
  seenBy?: string | undefined
}

/** A kind of thing that paths name. */
interface ObjectKind {
  /** What has to be allowed on it to know that it exists. */
  read: Action
  /** What is not of this form names nothing. */
  form: RegExp
  find(deps: Pick<Deps, 'store'>, value: string): Promise<FoundObject | null>
  /** The same sentence for what is not there and for what may not be seen. */
  missing(value: string): string
}

const nameOrId = /^[A-Za-z0-9._-]{1,64}$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * By the name of the parameter in a route's path: `/environments/:environment/…` is answered only to who may see that environment. A route whose
 * action concerns environments must have one of these, or say that it filters.
 */
export const objectKinds: Readonly<Record<string, ObjectKind>> = {
  environment: {
    read: 'environment:read',
    form: nameOrId,
    async find({ store }, value) {
      const row = await store.environment.findUnique({ where: byNameOrId(value), select: { id: true } })
      return row && { environmentIds: [row.id] }
    },
    missing: (value) => `There is no environment ${value}.`,
  },
  operation: {
    read: 'operation:read',
    form: uuid,
    async find({ store }, id) {
      const row = await store.operation.findUnique({
        where: { id },
        select: { kind: true, environmentId: true, orderedBy: true },
      })
      if (row === null) return null
      if (row.environmentId !== null) return { environmentIds: [row.environmentId] }
      // A destroy takes the environment's roles with it; who ordered it sees how it ended.
      const seenBy = row.kind === 'destroy' ? orderedBySchema.safeParse(row.orderedBy).data?.id : undefined
      return { environmentIds: [], seenBy }
    },
    missing: (value) => `There is no operation ${value}.`,
  },
  revision: {
    read: 'environment:read',
    form: uuid,
    async find({ store }, id) {
      const row = await store.revision.findUnique({ where: { id }, select: { environmentId: true } })
      return row && { environmentIds: [row.environmentId] }
    },
    missing: (value) => `There is no revision ${value}.`,
  },
  source: {
    read: 'source:read',
    form: nameOrId,
    async find({ store }, value) {
      const row = await store.source.findUnique({
        where: byNameOrId(value),
        select: { environments: { select: { id: true } } },
      })
      return row && { environmentIds: row.environments.map(({ id }) => id) }
    },
    missing: (value) => `There is no source ${value}.`,
  },
}
