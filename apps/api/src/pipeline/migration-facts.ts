import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { MigrationFacts, ObservedStack } from '@fun/reconcile/stack'
import type { Revision } from '../adapters/store/generated/client.ts'
import { type OfferedBaseline, offeredBaseline, sizeText } from './baselines.ts'
import { databaseFormat } from './database-dump.ts'
import { isKept, type KeptRevision } from './kept-revision.ts'
import type { Prepared } from './prepare.ts'
import { applicationFiles, migrationFiles, migrationsHash } from './render.ts'
import type { Run } from './run.ts'
import { storedRenderInput } from './stored-render-input.ts'

/** What a person asks of a deployment beside its commit. */
export interface MigrationOrder {
  /** Hold requests while migrations run; the specification decides when it is absent. */
  maintenance?: boolean | undefined
  snapshot?: boolean | undefined
}

/** What is known of migrations before they run. */
export interface KnownMigrations {
  facts: MigrationFacts
  baseline: OfferedBaseline | undefined
  /** Paths that the databases have not seen; undefined when it is not known what they have seen. */
  unseen: string[] | undefined
}

/** Compares migration files with those that the databases have seen, and looks for a baseline when they are empty. Reads only. */
export async function knownMigrations(
  run: Run,
  prepared: Prepared | KeptRevision,
  observed: ObservedStack,
  order: MigrationOrder,
): Promise<KnownMigrations> {
  const { maintenance } = prepared.specification.deployments
  const asked = { snapshot: order.snapshot === true, hold: order.maintenance ?? maintenance === 'migrations' }
  // Going back has its own look at migrations, from what revisions say of theirs.
  if (isKept(prepared))
    return {
      facts: { changed: undefined, dependenciesChanged: false, ...asked },
      baseline: undefined,
      unseen: undefined,
    }
  const changes = await changesAgainstServing(run, prepared, observed.completedJobs)
  const empty = mayBeEmpty(prepared.rendered, observed)
  const baseline = empty ? await offeredBaseline(run, prepared) : undefined
  return {
    facts: {
      changed: changes?.changed,
      dependenciesChanged: changes?.dependenciesChanged ?? false,
      ...(empty ? { baseline: startsFrom(prepared, baseline) } : {}),
      snapshot: asked.snapshot && !empty,
      hold: asked.hold,
    },
    baseline,
    unseen: changes?.unseen,
  }
}

/** No migration has ended, or the volume is new: the migration itself looks whether the database is really empty. */
function mayBeEmpty(rendered: RenderedEnvironment, observed: ObservedStack): boolean {
  if (observed.completedJobs['migrate-lms'] === undefined) return true
  return rendered.project.services.mysql !== undefined && !observed.volumes.some((volume) => volume.key === 'mysql')
}

function startsFrom(prepared: Prepared, baseline: OfferedBaseline | undefined): string {
  if (databaseFormat(prepared.rendered) === undefined) return 'an external database starts from no baseline'
  if (baseline === undefined)
    return 'an empty database starts from nothing: there is no baseline of these migrations yet'
  return `an empty database starts from ${baselineText(baseline)}; ${leftText(baseline)}`
}

function leftText({ complete, missing }: OfferedBaseline): string {
  if (complete) return 'no migration is left'
  if (missing.length === 0) return 'other settings may leave migrations to run'
  return `${missing.length} migration ${missing.length === 1 ? 'file is' : 'files are'} newer than it`
}

/** A baseline for people: `the baseline of 2026-11-25 01:02 UTC, 1.3 MB`. */
export function baselineText({ createdAt, bytes }: OfferedBaseline): string {
  return `the baseline of ${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${sizeText(bytes)}`
}

interface Changes {
  changed: string[]
  dependenciesChanged: boolean
  unseen: string[] | undefined
}

/** Undefined when nothing serves, or git does not have its commit any more. */
async function changesAgainstServing(
  run: Run,
  prepared: Prepared,
  completed: Record<string, string>,
): Promise<Changes | undefined> {
  const serving = await servingRevision(run, prepared.environment.id)
  if (serving === null) return undefined
  const { input, resolved, image } = prepared
  const before = storedRenderInput(serving.renderInput).migrationsHash
  if (before === input.migrationsHash) return { changed: [], dependenciesChanged: false, unseen: [] }
  const tree = await run.git.tree(resolved.source, serving.commit, run.signal).catch(() => undefined)
  run.signal.throwIfAborted()
  if (tree === undefined) return undefined
  const seen = new Set(migrationFiles(tree))
  const changed = migrationFiles(resolved.tree)
    .filter((file) => !seen.has(file))
    .map((file) => file.slice(file.indexOf(' ') + 1))
  const dependenciesChanged = migrationsHash(tree, image.keys.python.key) !== before
  const sameApplications = applicationFiles(tree).join() === applicationFiles(resolved.tree).join()
  const known = !dependenciesChanged && sameApplications && sawAll(prepared, before, completed)
  return { changed, dependenciesChanged, unseen: known ? changed : undefined }
}

async function servingRevision(run: Run, environmentId: string): Promise<Revision | null> {
  return run.deps.store.revision.findFirst({ where: { environmentId, servingFor: { isNot: null } } })
}

/** Whether the databases have seen exactly the serving revision's migrations, under the settings that are wanted now. */
function sawAll(prepared: Prepared, before: string, completed: Record<string, string>): boolean {
  const { jobs } = renderEnvironment({ ...prepared.input, migrationsHash: before })
  return ['migrate-lms', 'migrate-cms'].every(
    (name) => completed[name] === jobs.find((job) => job.name === name)?.inputsHash,
  )
}
