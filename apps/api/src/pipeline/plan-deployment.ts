import { createHash } from 'node:crypto'
import { canonicalJson } from '@fun/compose-model/content-hash'
import { memoryMark, runsTwice } from '@fun/reconcile/memory-guard'
import type { Plan } from '@fun/reconcile/plan'
import { planStack } from '@fun/reconcile/plan-stack'
import { printPlan } from '@fun/reconcile/print-plan'
import type { ObservedStack, WantedStack } from '@fun/reconcile/stack'
import { affectedBy } from './affected.ts'
import { Failure } from './failure.ts'
import { refuseForeignStack } from './foreign-stack.ts'
import { targetImageIds } from './kept-images.ts'
import { isKept, type KeptRevision } from './kept-revision.ts'
import { type KnownMigrations, knownMigrations, type MigrationOrder } from './migration-facts.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'
import { checkSnapshotPossible } from './snapshots.ts'

/** A plan with what it was made from. `text` and `hash` are what a person sees and confirms. */
export interface PlannedDeployment {
  observed: ObservedStack
  wanted: WantedStack
  plan: Plan
  migrations: KnownMigrations
  text: string
  hash: string
}

export const nothingToDo = 'Nothing to do: the environment is as it should be.'

/** Observes the stack and plans what turns it into the prepared one. Touches nothing. */
export function planDeployment(
  run: Run,
  prepared: Prepared | KeptRevision,
  secretVersions: Record<string, number>,
  order: MigrationOrder & { rollout?: WantedStack['rollout'] } = {},
): Promise<PlannedDeployment> {
  return run.steps.run('plan', 'Plan the changes', async (step) => {
    const { environment, rendered } = prepared
    if (order.snapshot === true) checkSnapshotPossible(prepared)
    const base: WantedStack = {
      environmentId: environment.id,
      revisionId: typeof run.result.revisionId === 'string' ? run.result.revisionId : '',
      rendered,
      imageIds: await targetImageIds(run, prepared),
      secretVersions: Object.fromEntries(rendered.secretNames.map((name) => [name, secretVersions[name] ?? 0])),
      ...(order.rollout === undefined ? {} : { rollout: order.rollout }),
      ...(prepared.back === undefined ? {} : { back: prepared.back }),
    }
    const observed = await run.engine.observe(
      rendered.project.name,
      await completedJobs(run, environment.id),
      run.signal,
    )
    refuseForeignStack(observed, environment)
    const migrations = await knownMigrations(run, prepared, observed, order)
    const wanted: WantedStack = { ...base, migrations: migrations.facts }
    const plan = await withMemoryMark(run, planOrRefuse(observed, wanted))
    const text = plan.actions.length === 0 ? nothingToDo : printPlan(plan)
    const hash = planHash(text, wanted)
    for (const line of text.split('\n')) step.line(line)
    const changes = plan.actions.map(({ kind, resource, cause }) => ({ kind, resource, cause }))
    await run.pin({ plan: text, planHash: hash, marks: plan.marks.map((mark) => ({ ...mark })), changes })
    const affected = isKept(prepared) ? undefined : await affectedBy(run, prepared, plan)
    if (affected !== undefined) await run.pin({ affected })
    const actions = plan.actions.length === 0 ? 'nothing to do' : `${plan.actions.length} actions`
    step.detail(affected === undefined || plan.actions.length === 0 ? actions : `${affected}; ${actions}`)
    return { observed, wanted, plan, migrations, text, hash }
  })
}

/** No LMS, CMS or worker needs more. With so much for each nothing is measured: an engine takes a second to measure its containers. */
const containerBytesMax = 2 * 1024 ** 3

/** The plan, marked when what it starts beside what runs does not fit into the memory of the host. */
async function withMemoryMark(run: Run, plan: Plan): Promise<Plan> {
  const twice = runsTwice(plan)
  if (twice.length === 0) return plan
  const { memoryFreeBytes } = run.deps.config
  const availableBytes = memoryFreeBytes ?? (await run.engine.memory([], run.signal)).availableBytes
  if (availableBytes >= twice.length * containerBytesMax) return plan
  const containerIds = twice.map(({ containerId }) => containerId)
  const { usedBytes } = await run.engine.memory(containerIds, run.signal)
  const mark = memoryMark(plan, { availableBytes, usedBytes })
  return mark === undefined ? plan : { ...plan, marks: [...plan.marks, mark] }
}

/** A deploy that would push the host out of memory is refused before anything is built. Throws `memory-short`. */
export function refuseMemoryShort({ plan }: PlannedDeployment): void {
  const mark = plan.marks.find(({ kind }) => kind === 'memory')
  if (mark === undefined) return
  throw new Failure('memory-short', {
    detail: `${mark.resource}: ${mark.reason}.`,
    cure: 'Deploy with "rollout": "stop-first", which stops the old containers before it starts the new ones (with downtime), or give the host more memory. Nothing was touched.',
  })
}

function planOrRefuse(observed: ObservedStack, wanted: WantedStack): Plan {
  try {
    return planStack(observed, wanted)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new Failure(error.code === 'data-incompatible' ? 'data-incompatible' : 'deploy-failed', {
      detail: error.message,
      cure: 'cure' in error ? String(error.cure) : 'Correct the specification and deploy again.',
      cause: error,
    })
  }
}

/** The same text over the same wanted stack; which images exist already and which revision it becomes do not count. */
function planHash(text: string, wanted: WantedStack): string {
  const { rendered, secretVersions } = wanted
  const counted = {
    project: rendered.project,
    sets: rendered.configuration.map((set) => [set.name, set.hash]),
    secretVersions,
  }
  return createHash('sha256').update(text).update(canonicalJson(counted)).digest('hex')
}

/** `inputsHash` of the last success of each job. */
export async function completedJobs(run: Run, environmentId: string): Promise<Record<string, string>> {
  const rows = await run.deps.store.completedJob.findMany({ where: { environmentId } })
  return Object.fromEntries(rows.map((row) => [row.job, row.inputsHash]))
}
