import type { Revision } from '../adapters/store/generated/client.ts'
import { asJson } from '../events/append.ts'
import { publishEnvironment } from '../events/publish.ts'
import { fenced } from '../operations/fence.ts'
import type { PlannedDeployment } from './plan-deployment.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'

/** Writes the revision that this operation applies, once: a second attempt goes on with the same one. */
export async function prepareRevision(run: Run, prepared: Prepared, planned: PlannedDeployment): Promise<Revision> {
  const { environment, resolved, input, rendered, specification } = prepared
  const content = {
    commit: resolved.commit,
    commitSubject: resolved.subject,
    specification: asJson(specification),
    imageIds: asJson(planned.wanted.imageIds),
    configurationHash: rendered.configuration.map((set) => set.hash).join('-'),
    staticGeneration: input.staticGeneration,
    secretVersions: asJson(planned.wanted.secretVersions),
    renderInput: asJson(input),
    planText: planned.text,
    state: 'prepared',
  } as const
  const pinned = run.result.revisionId
  const revision = await fenced(run.deps, run.claim, async (transaction) => {
    if (typeof pinned === 'string') return transaction.revision.update({ where: { id: pinned }, data: content })
    const newest = await transaction.revision.aggregate({
      where: { environmentId: environment.id },
      _max: { number: true },
    })
    const number = (newest._max.number ?? 0) + 1
    const created = await transaction.revision.create({ data: { environmentId: environment.id, number, ...content } })
    await transaction.operation.update({ where: { id: run.operation.id }, data: { revisionId: created.id } })
    return created
  })
  await run.pin({ revisionId: revision.id, revision: revision.number })
  return revision
}

/** The revision answers: it serves, and the one before it is superseded. Idempotent. */
export async function markServing(run: Run, revision: Revision, imageIds: Record<string, string>): Promise<void> {
  await fenced(run.deps, run.claim, async (transaction) => {
    await transaction.revision.updateMany({
      where: { environmentId: revision.environmentId, state: 'serving', id: { not: revision.id } },
      data: { state: 'superseded' },
    })
    await transaction.revision.update({
      where: { id: revision.id },
      data: { state: 'serving', servedAt: new Date(), imageIds: asJson(imageIds) },
    })
    await transaction.environment.update({
      where: { id: revision.environmentId },
      data: { servingRevisionId: revision.id, wantedState: 'running' },
    })
  })
  publishEnvironment(run.deps.bus, revision.environmentId)
}

/** What was being deployed is not served; the one before it still is. */
export async function markFailed(run: Run, revisionId: string): Promise<void> {
  await fenced(run.deps, run.claim, (transaction) =>
    transaction.revision.updateMany({ where: { id: revisionId, state: 'prepared' }, data: { state: 'failed' } }),
  )
}
