import { deployPaths } from '@fun/contract/resources'
import { z } from 'zod'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Prisma } from '../adapters/store/generated/client.ts'
import { type Enqueued, writeOperation } from '../operations/enqueue.ts'
import { isFinal } from '../operations/states.ts'
import { judgePaths, reasonOfPaths } from './deploy-paths.ts'
import {
  type EarlierDeploy,
  type Follower,
  type Look,
  names,
  type Push,
  reasonToLeave,
  waitsForStart,
  wordsOf,
} from './push.ts'

const deploysLookedAt = 20
const environmentInclude = {
  servingRevision: { select: { commit: true } },
  operations: {
    where: { kind: { in: ['deploy', 'destroy'] }, state: { not: 'superseded' } },
    orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
    take: deploysLookedAt,
  },
} satisfies Prisma.EnvironmentInclude
type Row = Prisma.EnvironmentGetPayload<{ include: typeof environmentInclude }>

/** Who tells of a push, and what it knows beside it. */
export type Teller = { by: 'webhook' } | { by: 'poll'; look: Look; environmentIds?: string[] }

/** Whoever tells of a source's pushes does so one after the other: a webhook and a poll never both deploy the same. */
export async function lockSource(transaction: StoreTransaction, sourceId: string): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM "Source" WHERE id = ${sourceId}::uuid FOR NO KEY UPDATE`
}

/**
 * Writes a deploy for every environment that follows the ref and is to be deployed. Under the source's lock, in the caller's transaction;
 * announce what was enqueued after the commit. `outcome` says what came of it, and why where nothing did. A poll may name the only environments
 * that are meant, and hears which were left only because they are stopped.
 */
export async function queueDeploysOf(
  transaction: StoreTransaction,
  source: { id: string; name: string },
  push: Push,
  teller: Teller,
): Promise<{ enqueued: Enqueued[]; outcome: string; stoppedIds: string[] }> {
  const environments = await transaction.environment.findMany({
    where: { sourceId: source.id },
    include: environmentInclude,
    orderBy: { id: 'asc' },
  })
  const look = teller.by === 'poll' ? teller.look : undefined
  const only = teller.by === 'poll' ? teller.environmentIds : undefined
  const following = environments.filter((row) => names(row.reference, push.ref) && (only?.includes(row.id) ?? true))
  const none = { enqueued: [], stoppedIds: [] }
  if (push.deleted) return { ...none, outcome: `The ${wordsOf(push.ref)} was deleted; what serves stays as it is.` }
  if (following.length === 0)
    return { ...none, outcome: `No environment of ${source.name} follows the ${wordsOf(push.ref)}.` }
  const enqueued: Enqueued[] = []
  const stoppedIds: string[] = []
  const sentences: string[] = []
  for (const row of following) {
    const follower = followerOf(row)
    const verdict = judgePaths(follower, push.changed)
    const reason = reasonToLeave(follower, push.commit, look) ?? reasonOfVerdict(follower, push, verdict)
    if (look !== undefined && waitsForStart(follower, push.commit, look)) stoppedIds.push(row.id)
    if (reason === undefined)
      enqueued.push(await writeDeploy(transaction, row, source.name, { push, teller, asksGit: verdict === 'ask-git' }))
    const queued = `A deploy of ${row.name} is queued${verdict === 'ask-git' ? ', if git shows that files of its deployPaths changed' : ''}.`
    sentences.push(reason === undefined ? queued : `${row.name} ${reason}.`)
  }
  return { enqueued, outcome: sentences.join(' '), stoppedIds }
}

function writeDeploy(
  transaction: StoreTransaction,
  { id, hostId, reference }: Row,
  sourceName: string,
  { push, teller, asksGit }: { push: Push; teller: Teller; asksGit: boolean },
): Promise<Enqueued> {
  return writeOperation(transaction, {
    kind: 'deploy',
    environmentId: id,
    hostId,
    trigger: `${teller.by} ${sourceName}`,
    input: {
      reference,
      ...(push.commit === null ? {} : { pushedCommit: push.commit }),
      ...(asksGit ? { onlyPaths: true } : {}),
    },
  })
}

function reasonOfVerdict(
  { deployPaths }: Follower,
  { changed }: Push,
  verdict: ReturnType<typeof judgePaths>,
): string | undefined {
  if (verdict !== 'leave' || deployPaths === null || changed === null) return undefined
  return reasonOfPaths(deployPaths, changed.paths.length)
}

function followerOf(row: Row): Follower {
  const isOpen = ({ state }: Row['operations'][number]) => !isFinal(state)
  return {
    name: row.name,
    reference: row.reference,
    autoDeploy: row.autoDeploy,
    deployPaths: deployPaths.nullable().parse(row.deployPaths),
    wantedState: row.wantedState,
    destroying: row.operations.some((operation) => operation.kind === 'destroy' && isOpen(operation)),
    servingCommit: row.servingRevision?.commit ?? null,
    heldCommit: row.heldCommit,
    deploys: row.operations.filter(({ kind }) => kind === 'deploy').map(earlierDeploy),
  }
}

const deployInput = z.object({
  reference: z.string().default(''),
  revisionId: z.string().optional(),
  pushedCommit: z.string().optional(),
})
const deployResult = z.object({ commit: z.string().optional() })

function earlierDeploy({ id, state, input, result, queuedAt }: Row['operations'][number]): EarlierDeploy {
  const { reference, revisionId, pushedCommit } = deployInput.parse(input)
  const { commit } = deployResult.parse(result)
  return {
    id,
    open: !isFinal(state),
    reference,
    toRevision: revisionId !== undefined,
    commit: commit ?? pushedCommit ?? null,
    queuedAt,
  }
}
