import type { StoreTransaction } from '../adapters/store/client.ts'
import { Prisma, type Revision } from '../adapters/store/generated/client.ts'
import { asJson } from '../events/append.ts'
import { publishEnvironment } from '../events/publish.ts'
import { fenced } from '../operations/fence.ts'
import { isKept, type KeptRevision } from './kept-revision.ts'
import { appliedMigration, migrationPaths } from './migrations-since.ts'
import type { PlannedDeployment } from './plan-deployment.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'

/** Id of the revision that this operation wrote, also when it was cut before it could pin it. Undefined: it has changed nothing yet. */
export function ownRevision({ result, operation }: Pick<Run, 'result' | 'operation'>): string | undefined {
  return typeof result.revisionId === 'string' ? result.revisionId : (operation.revisionId ?? undefined)
}

/** Writes the revision that this operation applies, once: a second attempt goes on with the same one. */
export async function prepareRevision(
  run: Run,
  prepared: Prepared | KeptRevision,
  planned: PlannedDeployment,
): Promise<Revision> {
  const { environment, resolved, input, rendered, specification } = prepared
  const content = {
    commit: resolved.commit,
    commitSubject: resolved.subject,
    specification: asJson(specification),
    imageIds: asJson(planned.wanted.imageIds),
    configurationHash: rendered.configuration.map((set) => set.hash).join('-'),
    staticGeneration: input.staticGeneration,
    secretVersions: asJson(planned.wanted.secretVersions),
    ...lasting(prepared),
    renderInput: asJson(input),
    planText: planned.text,
    state: 'prepared',
  } as const
  const pinned = ownRevision(run)
  const revision = await fenced(run.deps, run.claim, async (transaction) => {
    if (pinned !== undefined) return transaction.revision.update({ where: { id: pinned }, data: content })
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

/** What a later roll-back asks about a revision and its images, when its repository may be gone. */
function lasting(prepared: Prepared | KeptRevision) {
  if (isKept(prepared)) {
    const migrations = prepared.migrations === null ? Prisma.DbNull : asJson(prepared.migrations)
    return { migrations, imageParts: asJson(prepared.imageParts) }
  }
  const { image, resolved } = prepared
  const tags = Object.entries(image.keys).map(([part, { tag }]) => [part, tag])
  return { migrations: asJson(migrationPaths(resolved.tree)), imageParts: asJson(Object.fromEntries(tags)) }
}

/** Notes on a revision which migrations its deployment applies, from what its jobs print. `written` resolves when all are noted. */
export class MigrationNotes {
  readonly #run: Run
  readonly #revision: Revision
  readonly #names = new Set<string>()
  #noted = 0
  #writing = false
  written: Promise<void> = Promise.resolve()

  constructor(run: Run, revision: Revision) {
    this.#run = run
    this.#revision = revision
    for (const name of Array.isArray(revision.appliedMigrations) ? revision.appliedMigrations : [])
      if (typeof name === 'string') this.#names.add(name)
    this.#noted = this.#names.size
  }

  read(line: string): void {
    const name = appliedMigration(line)
    if (name === undefined || this.#names.has(name)) return
    this.#names.add(name)
    if (this.#writing) return
    this.#writing = true
    this.written = this.#write().finally(() => {
      this.#writing = false
    })
    // Whoever awaits `written` hears of a failure; this keeps one that nobody awaits yet from ending the process.
    this.written.catch(() => undefined)
  }

  /** One write takes all that was read meanwhile: a first migration prints a thousand. */
  async #write(): Promise<void> {
    while (this.#noted < this.#names.size) {
      const names = [...this.#names]
      await fenced(this.#run.deps, this.#run.claim, (transaction) =>
        transaction.revision.updateMany({
          where: { id: this.#revision.id },
          data: { appliedMigrations: asJson(names) },
        }),
      )
      this.#noted = names.length
    }
  }
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
      data: {
        servingRevisionId: revision.id,
        wantedState: 'running',
        heldCommit: await commitLeft(transaction, revision, run.result.backTo !== undefined),
      },
    })
  })
  publishEnvironment(run.deps.bus, revision.environmentId)
}

/** After a roll-back: the commit that it left. Going back in steps leaves the newest; going forward to it, or deploying, leaves none. */
async function commitLeft(transaction: StoreTransaction, revision: Revision, isBack: boolean): Promise<string | null> {
  if (!isBack) return null
  const environment = await transaction.environment.findUnique({
    where: { id: revision.environmentId },
    select: { heldCommit: true, servingRevision: { select: { commit: true } } },
  })
  const left = environment?.heldCommit ?? environment?.servingRevision?.commit ?? null
  return left === revision.commit ? null : left
}

/** What was being deployed, if it came so far, is not served; the one before it still is. Throws LeaseLost: whoever lost it takes nothing away. */
export async function markFailed(run: Run): Promise<void> {
  const id = ownRevision(run)
  await fenced(run.deps, run.claim, async (transaction) => {
    if (id === undefined) return
    await transaction.revision.updateMany({ where: { id, state: 'prepared' }, data: { state: 'failed' } })
  })
}
