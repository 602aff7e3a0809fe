import { renderEnvironment } from '@fun/compose-model/render-environment'
import { environmentSpecification } from '@fun/compose-model/specification'
import { z } from 'zod'
import type { Revision } from '../adapters/store/generated/client.ts'
import { Failure } from './failure.ts'
import { isUnknownSince, migrationsSince, type RevisionMigrations } from './migrations-since.ts'
import { type BackTo, type Deployable, type Prepared, prepare } from './prepare.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { type EnvironmentWithSource, environmentSecrets, type Run } from './run.ts'
import { storedRenderInput } from './stored-render-input.ts'

/** An earlier revision as it stands in PostgreSQL: enough to serve it again without its repository. */
export interface KeptRevision extends Deployable {
  back: BackTo
  /** Image id by reference, as the revision had them. */
  imageIds: Record<string, string>
  imageParts: Record<string, string>
  /** null: not known. */
  migrations: string[] | null
}

export const isKept = (target: Prepared | KeptRevision): target is KeptRevision => 'imageIds' in target

export interface Target {
  reference: string
  revisionId?: string | undefined
  /** What the reference was resolved to already. */
  resolved?: ResolvedSource | undefined
}

/** What a deploy or plan is about: a reference, or an earlier revision. */
export async function prepareTarget(
  run: Run,
  environment: EnvironmentWithSource,
  { reference, revisionId, resolved }: Target,
): Promise<Prepared | KeptRevision> {
  if (revisionId === undefined) return prepare(run, environment, reference, resolved)
  const revision = await readRevision(run, environment, revisionId)
  const back = { revision: revision.number, ...(await appliedSince(run, revision)) }
  const facts = {
    backTo: revision.number,
    migrationsSince: back.migrations,
    migrationsUnknown: back.migrationsUnknown,
  }
  await run.pin({ commit: revision.commit, commitSubject: revision.commitSubject, ...facts })
  const specification = environmentSpecification.parse(revision.specification)
  // In development the code is a working tree: it is checked out again, which its repository is needed for.
  if (specification.kind === 'development')
    return { ...(await prepare(run, { ...environment, specification: revision.specification }, reference)), back }
  const input = storedRenderInput(revision.renderInput)
  return {
    environment,
    specification,
    resolved: { commit: revision.commit, subject: revision.commitSubject },
    input,
    rendered: renderEnvironment(input),
    back,
    imageIds: textByName.parse(revision.imageIds),
    imageParts: textByName.parse(revision.imageParts),
    migrations: texts.nullable().parse(revision.migrations),
  }
}

const texts = z.array(z.string())
const textByName = z.record(z.string(), z.string())

/** The revision, while it can be gone back to. Says which of its secrets have other values now. */
function readRevision(run: Run, environment: EnvironmentWithSource, revisionId: string): Promise<Revision> {
  return run.steps.run('revision', 'Read the revision', async (step) => {
    const revision = await run.deps.store.revision.findFirst({
      where: { id: revisionId, environmentId: environment.id },
    })
    if (revision === null || revision.servedAt === null || revision.droppedAt !== null)
      throw new Failure('revision-not-kept', {
        detail: `Revision ${revision?.number ?? revisionId} of ${environment.name} is no longer kept, or never served.`,
        cure: 'Choose one of its revisions with `kept`, or deploy the commit: "reference".',
      })
    const { versions } = await environmentSecrets(run, environment.id)
    const secretsSince = Object.entries(z.record(z.string(), z.number()).parse(revision.secretVersions)).flatMap(
      ([name, version]) =>
        versions[name] === version ? [] : [{ name, revision: version, now: versions[name] ?? null }],
    )
    for (const { name, revision: then, now } of secretsSince)
      step.line(`secret ${name}: version ${then} then, ${now ?? 'none'} now; the value of now is used`)
    await run.pin({ secretsSince })
    step.detail(`revision ${revision.number}, ${revision.commit.slice(0, 10)} ${revision.commitSubject}`)
    return revision
  })
}

async function appliedSince(run: Run, revision: Revision): Promise<Omit<BackTo, 'revision'>> {
  const rows = await run.deps.store.revision.findMany({
    where: { environmentId: revision.environmentId, number: { gt: revision.number } },
    select: { migrations: true, appliedMigrations: true, servedAt: true },
  })
  const [target, later] = [revisionMigrations(revision), rows.map(revisionMigrations)]
  return { migrations: migrationsSince(target, later), migrationsUnknown: isUnknownSince(target, later) }
}

const revisionMigrations = (
  row: Pick<Revision, 'migrations' | 'appliedMigrations' | 'servedAt'>,
): RevisionMigrations => ({
  migrations: texts.nullable().parse(row.migrations),
  appliedMigrations: texts.parse(row.appliedMigrations),
  served: row.servedAt !== null,
})

/** Refuses to run old code on a newer schema unless somebody has said that it can. Throws `migrations-since`. */
export function checkMigrationsSince({ back }: Deployable, accepted: boolean): void {
  if (back === undefined || accepted) return
  const sentences: string[] = []
  if (back.migrations.length > 0) {
    const shown = back.migrations.slice(0, 5).join(', ')
    const more = back.migrations.length > 5 ? ` and ${back.migrations.length - 5} more` : ''
    sentences.push(
      `Since revision ${back.revision} migrations were applied that its code does not know: ${shown}${more}.`,
    )
  }
  if (back.migrationsUnknown)
    sentences.push(
      `Which migrations were applied since revision ${back.revision} is not known: it, or a later one, is from before they were noted.`,
    )
  if (sentences.length === 0) return
  throw new Failure('migrations-since', {
    detail: sentences.join(' '),
    cure:
      'Nothing undoes them. When the old code can run on the newer schema, ask again with "acceptMigrations": true; ' +
      'otherwise deploy a commit that holds them.',
  })
}
