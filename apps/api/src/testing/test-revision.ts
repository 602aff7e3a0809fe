import type { Store } from '../adapters/store/client.ts'
import type { Prisma, Revision } from '../adapters/store/generated/client.ts'

/** A revision of an environment as a worker would have written it; of state `serving` it is the one that the environment serves. */
export async function makeTestRevision(
  store: Store,
  environmentId: string,
  more: Partial<Omit<Prisma.RevisionUncheckedCreateInput, 'environmentId'>> = {},
): Promise<Revision> {
  const revision = await store.revision.create({
    data: {
      environmentId,
      number: 1,
      commit: 'c0ffee',
      specification: {},
      imageIds: {},
      configurationHash: '',
      staticGeneration: '',
      secretVersions: {},
      renderInput: {},
      state: 'serving',
      ...more,
    },
  })
  if (revision.state === 'serving')
    await store.environment.update({ where: { id: environmentId }, data: { servingRevisionId: revision.id } })
  return revision
}
