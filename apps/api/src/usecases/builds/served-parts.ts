import { imagePartNames } from '@fun/compose-model/image-parts'
import type { ServedPart } from '@fun/contract/served-parts'
import { z } from 'zod'
import type { Build } from '../../adapters/store/generated/client.ts'
import { environmentsOf } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'

const tagByPart = z.record(z.string(), z.string())
type BuildRow = Build & { operation: { environmentId: string | null; revisionId: string | null } }

/** Parts of the platform's image that an environment serves, in the order in which they are built; none before the first deployment. Throws `not-found`. */
export async function listServedParts({ deps, principal }: UseCaseContext, nameOrId: string): Promise<ServedPart[]> {
  const { id, hostId } = await loadEnvironment(deps, nameOrId)
  const serving = await deps.store.revision.findFirst({
    where: { servingFor: { id } },
    select: { id: true, imageParts: true },
  })
  if (serving === null) return []
  const tags = tagByPart.parse(serving.imageParts)
  const builds = await deps.store.build.findMany({
    where: { reference: { in: Object.values(tags) }, finishedAt: { not: null }, operation: { hostId } },
    include: { operation: { select: { environmentId: true, revisionId: true } } },
    orderBy: { id: 'desc' },
  })
  const visible = environmentsOf(principal, 'operation:read')
  const isVisible = (environmentId: string | null) =>
    visible === 'all' || (environmentId !== null && visible.includes(environmentId))
  return Object.entries(tags)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([part, reference]) => {
      const ofPart = builds.filter((each) => each.part === part && each.reference === reference)
      const made = ofPart.find(({ reused }) => !reused)
      return {
        part,
        reference,
        imageId: ofPart[0]?.imageId ?? null,
        reused: ofPart.find(({ operation }) => operation.revisionId === serving.id)?.reused ?? null,
        made: made === undefined ? null : presentMaking(made, isVisible),
      }
    })
}

function presentMaking(
  { operation, operationId, commit, startedAt, finishedAt }: BuildRow,
  isVisible: (environmentId: string | null) => boolean,
): ServedPart['made'] {
  return {
    operationId: isVisible(operation.environmentId) ? operationId : null,
    commit,
    startedAt: startedAt.toISOString(),
    finishedAt: (finishedAt ?? startedAt).toISOString(),
  }
}

const order: readonly string[] = imagePartNames
const placeOf = (part: string): number => order.indexOf(part)
