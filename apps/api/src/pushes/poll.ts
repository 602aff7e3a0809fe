import { withoutCredentials } from '../adapters/git/git-problems.ts'
import { Prisma, type Source } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import { asJson } from '../events/append.ts'
import { sourceLook } from '../notifications/source-trouble.ts'
import { noteTroubles } from '../notifications/standing-trouble.ts'
import { databaseNow } from '../operations/claim.ts'
import { announceOperation, type Enqueued } from '../operations/enqueue.ts'
import { Failure, failureProblem } from '../pipeline/failure.ts'
import { readableSource } from '../pipeline/run.ts'
import type { GitSource } from '../ports.ts'
import { names, refOf } from './push.ts'
import { lockSource, queueDeploysOf } from './queue-deploys.ts'

/** Sources that one worker asks at a time: each is a git process. */
const sourcesMax = 4

/**
 * Asks the repositories that are due what their branches and tags name, and queues a deploy where a followed one moved. For installations
 * that no git host reaches; beside webhooks it finds only what they missed. Several workers share the sources.
 */
export async function pollSources(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await takeDue(deps)
    await Promise.all(due.map((source) => pollSource(deps, source, signal)))
    if (due.length < sourcesMax || signal.aborted) return
  }
}

/** Takes sources whose time has come, each for one worker only, by setting their next time. */
async function takeDue(deps: WorkerDeps): Promise<Source[]> {
  const rows = await deps.store.$queryRaw<Array<{ id: string }>>`
    UPDATE "Source" SET "nextPollAt" = now() + make_interval(secs => ${deps.config.pollSeconds}::double precision)
    WHERE id IN (
      SELECT id FROM "Source" AS source
      WHERE ("nextPollAt" IS NULL OR "nextPollAt" <= now())
        AND EXISTS (SELECT FROM "Environment" WHERE "sourceId" = source.id AND "autoDeploy")
      ORDER BY "nextPollAt" NULLS FIRST LIMIT ${sourcesMax} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id`
  if (rows.length === 0) return []
  return deps.store.source.findMany({ where: { id: { in: rows.map(({ id }) => id) } } })
}

/** Never rejects but when the worker stops: what went wrong stands on the source, and the next round tries again. */
async function pollSource(deps: WorkerDeps, source: Source, signal: AbortSignal): Promise<void> {
  let readable: GitSource = { id: source.id, url: source.url }
  try {
    const lookedAt = await databaseNow(deps.store)
    readable = readableSource(deps.encryption, source)
    const heads = await deps.git.remoteHeads(readable, signal)
    const enqueued = await recordHeads(deps, source.id, heads, lookedAt)
    for (const each of enqueued) await announceOperation(deps, each)
    await noteTroubles(deps.store, [sourceLook(source, undefined, deps.config)])
  } catch (error) {
    signal.throwIfAborted()
    const failure = error instanceof Failure ? error : new Failure('internal', { detail: String(error) })
    const problem = failureProblem(failure, (text) => withoutCredentials(readable, text))
    deps.logger.warn({ source: source.name, error: problem.detail }, 'a source could not be polled')
    const lastPollProblem = asJson(problem)
    await deps.store.source.updateMany({ where: { id: source.id }, data: { lastPollProblem } })
    await noteTroubles(deps.store, [sourceLook(source, { detail: problem.detail, cure: problem.cure }, deps.config)])
  }
}

/** Remembers what the followed refs name and queues deploys for those that moved, in one transaction. */
async function recordHeads(
  deps: WorkerDeps,
  sourceId: string,
  heads: ReadonlyMap<string, string>,
  lookedAt: Date,
): Promise<Enqueued[]> {
  return deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, sourceId)
    const source = await transaction.source.findUnique({
      where: { id: sourceId },
      include: { heads: true, environments: { where: { autoDeploy: true }, select: { reference: true } } },
    })
    if (source === null) return []
    const seen = new Map(source.heads.map((head) => [head.ref, head]))
    const references = source.environments.map(({ reference }) => reference)
    const followed = references.flatMap((reference) => refOf(reference, heads) ?? [])
    const isNamed = (ref: string) => references.some((reference) => names(reference, ref))
    const gone = [...seen.keys()].filter((ref) => !heads.has(ref) && isNamed(ref))
    const enqueued: Enqueued[] = []
    for (const ref of new Set([...followed, ...gone])) {
      const commit = heads.get(ref) ?? null
      const before = seen.get(ref)
      const moved = before?.commit !== commit
      if (!moved && before.stoppedIds.length === 0) continue
      const push = { ref, commit, deleted: commit === null, changed: null }
      // What was left because it was stopped is looked at as then: whatever was asked for since counts.
      const teller = moved
        ? { look: { at: lookedAt, before: source.lastPolledAt ?? undefined, first: before === undefined } }
        : { look: { at: before.seenAt, before: undefined, first: false }, environmentIds: before.stoppedIds }
      const { outcome, stoppedIds, ...told } = await queueDeploysOf(transaction, source, push, {
        by: 'poll',
        ...teller,
      })
      if (moved) deps.logger.info({ source: source.name, ref, commit, outcome }, 'a followed ref moved')
      enqueued.push(...told.enqueued)
      const head = moved ? { commit, seenAt: lookedAt, stoppedIds } : { stoppedIds }
      await transaction.sourceHead.upsert({
        where: { sourceId_ref: { sourceId, ref } },
        create: { sourceId, ref, commit, seenAt: lookedAt, stoppedIds },
        update: head,
      })
    }
    // One that is followed again later is looked at for the first time.
    const forgotten = [...seen.keys()].filter((ref) => !isNamed(ref))
    await transaction.sourceHead.deleteMany({ where: { sourceId, ref: { in: forgotten } } })
    await transaction.source.update({
      where: { id: sourceId },
      data: { lastPolledAt: lookedAt, lastPollProblem: Prisma.DbNull },
    })
    return enqueued
  })
}
