import { statusProvider } from '@fun/contract/webhooks'
import { statusTokenContext } from '../adapters/store/encryption.ts'
import { Prisma } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { asJson } from '../events/append.ts'
import { statusHosts } from '../git-hosts/statuses/status-hosts.ts'
import { isFinal } from '../operations/states.ts'
import { Failure, failureProblem } from '../pipeline/failure.ts'
import { readUrls } from '../usecases/environments/urls.ts'
import { commitOf, reportOf } from './report-of.ts'
import { type Sent, sendStatus } from './send.ts'

/** Reports that one worker sends at a time. */
const atATimeMax = 8
/** A worker that dies while it sends leaves the report to another after this. */
const heldSeconds = 60
/** Together half a day: a host that is away for longer is not told of what was then. */
const attemptsMax = 15
const pauseSecondsMin = 5
const pauseSecondsMax = 3_600

type StatusDeps = Pick<Deps, 'config' | 'logger' | 'store' | 'encryption' | 'outgoing'>

/**
 * Tells git hosts what became of the deploys that they have not been told of: pending as soon as the commit is known, then how it ended. From rows alone, so
 * that nothing is lost and no deploy waits; several workers share the reports.
 */
export async function reportStatuses(deps: StatusDeps, signal: AbortSignal): Promise<void> {
  if ((await deps.store.statusReports.count()) === 0) return
  await noteDeploys(deps)
  for (;;) {
    const due = await takeDue(deps)
    await Promise.all(due.map((operationId) => report(deps, operationId, signal)))
    if (due.length < atATimeMax || signal.aborted) return
  }
}

async function noteDeploys({ store }: StatusDeps): Promise<void> {
  await store.$executeRaw`
    INSERT INTO "CommitStatus" ("operationId", "sourceId")
    SELECT operation.id, reports."sourceId" FROM "StatusReports" AS reports
    JOIN "Environment" AS environment ON environment."sourceId" = reports."sourceId"
    JOIN "Operation" AS operation ON operation."environmentId" = environment.id
    WHERE operation.kind = 'deploy' AND operation."queuedAt" >= greatest(reports.since, now() - interval '1 day')
      AND NOT EXISTS (SELECT FROM "CommitStatus" AS known WHERE known."operationId" = operation.id)
    ON CONFLICT DO NOTHING`
}

/** Takes reports that there is something to tell of, each for one worker only. */
async function takeDue({ store }: StatusDeps): Promise<string[]> {
  const rows = await store.$queryRaw<Array<{ operationId: string }>>`
    UPDATE "CommitStatus" SET "nextAttemptAt" = now() + make_interval(secs => ${heldSeconds}::double precision)
    WHERE "operationId" IN (
      SELECT status."operationId" FROM "CommitStatus" AS status
      JOIN "Operation" AS operation ON operation.id = status."operationId"
      WHERE NOT status.settled AND status."nextAttemptAt" <= now() AND (
        operation.state IN ('succeeded', 'failed', 'cancelled', 'superseded')
        OR status."sentState" IS NULL AND (operation.result ? 'commit' OR operation.input ?| ARRAY['pushedCommit', 'fetchRef']))
      ORDER BY operation."queuedAt" LIMIT ${atATimeMax} FOR NO KEY UPDATE OF status SKIP LOCKED)
    RETURNING "operationId"`
  return rows.map(({ operationId }) => operationId)
}

const include = {
  reports: true,
  operation: {
    include: {
      environment: { include: { servingRevision: { select: { id: true, servedAt: true } } } },
    },
  },
} satisfies Prisma.CommitStatusInclude
type StatusRow = Prisma.CommitStatusGetPayload<{ include: typeof include }>

async function report(deps: StatusDeps, operationId: string, signal: AbortSignal): Promise<void> {
  const row = await deps.store.commitStatus.findUnique({ where: { operationId }, include })
  if (row === null) return
  const commit = commitOf(row.operation)
  const { environment } = row.operation
  const settled = isFinal(row.operation.state)
  if (commit === undefined || environment === null || (await isOvertaken(deps, row, commit))) {
    await deps.store.commitStatus.updateMany({ where: { operationId }, data: { settled: true } })
    return
  }
  const serving = environment.servingRevision
  const urls = serving === null ? [] : ((await readUrls(deps.store, [serving])).get(serving.id) ?? [])
  const told = reportOf(row.operation, { name: environment.name, servedUrl: urls[0]?.url }, deps.config.publicUrl)
  const { provider, apiUrl, repository, tokenEncrypted, sourceId } = row.reports
  const host = statusHosts[statusProvider.parse(provider)]
  const token = deps.encryption.decrypt(tokenEncrypted, statusTokenContext(sourceId))
  let sent: Sent = { kind: 'told' }
  // Also the commit that was told of as pending, when the branch had moved on by the time it was fetched.
  for (const each of new Set([row.commit ?? commit, commit]))
    if (sent.kind === 'told')
      sent = await sendStatus(deps.outgoing, host, host.call({ apiUrl, repository, token, commit: each }, told), signal)
  await record(deps, row, { sent, commit, state: told.state, settled, token })
}

/** Whether a newer deploy of the same commit tells the host already: its word counts, not that of one that was put an end to. */
async function isOvertaken({ store }: StatusDeps, { operation }: StatusRow, commit: string): Promise<boolean> {
  if (operation.state !== 'superseded' && operation.state !== 'cancelled') return false
  const newer = await store.operation.findMany({
    where: { environmentId: operation.environmentId, kind: 'deploy', id: { gt: operation.id } },
    select: { input: true, result: true },
    take: 50,
  })
  return newer.some((each) => commitOf(each) === commit)
}

async function record(
  { store, logger }: StatusDeps,
  row: StatusRow,
  {
    sent,
    commit,
    state,
    settled,
    token,
  }: { sent: Sent; commit: string; state: string; settled: boolean; token: string },
): Promise<void> {
  const { operationId, sourceId } = row
  const attempts = row.attempts + 1
  const again = sent.kind === 'again' && attempts < attemptsMax
  const pause = Math.min(pauseSecondsMax, pauseSecondsMin * 2 ** row.attempts)
  const afterSeconds = sent.kind === 'again' ? Math.min(pauseSecondsMax, Math.max(sent.afterSeconds ?? 0, pause)) : 0
  const data = again
    ? { attempts, commit, nextAttemptAt: new Date(Date.now() + afterSeconds * 1000) }
    : { attempts: 0, commit, sentState: state, settled, nextAttemptAt: new Date() }
  await store.commitStatus.updateMany({ where: { operationId }, data })
  if (sent.kind === 'told') {
    await store.statusReports.updateMany({
      where: { sourceId },
      data: { lastSentAt: new Date(), lastProblem: Prisma.DbNull },
    })
    return
  }
  const detail = sent.detail.replaceAll(token, '[redacted]')
  logger.warn({ operationId, detail, again }, 'a git host was not told of a commit')
  const failure = new Failure('status-not-sent', {
    detail,
    cure: again ? 'It is tried again.' : 'Check the token, its rights and the address of the API, then set them anew.',
  })
  await store.statusReports.updateMany({
    where: { sourceId },
    data: { lastProblem: asJson(failureProblem(failure, (text) => text)) },
  })
}
