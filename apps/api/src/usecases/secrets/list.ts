import type { RenderInput } from '@fun/compose-model/render-input'
import { sampleInput } from '@fun/compose-model/sample-input'
import { type SecretUse, secretUses } from '@fun/compose-model/secret-uses'
import { secretRecipe } from '@fun/compose-model/secrets'
import { environmentSpecification } from '@fun/compose-model/specification'
import { type Secret, secret } from '@fun/contract/secrets'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { loadEnvironment } from '../environments/load.ts'
import { parseSpecification } from '../environments/present.ts'
import { renderInputOf } from '../environments/render-input.ts'
import { versionsOf } from './store.ts'

/** What an environment that says none, and was never deployed, is rendered with to see which secrets it names: those of all releases are the same. */
const anyRelease = 'teak'

/** Secrets of an environment by name: those that are set, and those that something names. Never a value. Throws `not-found`. */
export async function listSecrets(deps: Deps, nameOrId: string): Promise<Secret[]> {
  const { id: environmentId, specification, servingRevision } = await loadEnvironment(deps, nameOrId)
  const omit = { valueEncrypted: true } as const
  const [set, versions, serving] = await Promise.all([
    deps.store.secret.findMany({ where: { environmentId }, omit }),
    deps.store.secretVersion.findMany({ where: { environmentId }, orderBy: { version: 'desc' }, omit }),
    servingRevision === null
      ? null
      : deps.store.revision.findUniqueOrThrow({
          where: { id: servingRevision.id },
          select: { secretVersions: true, renderInput: true },
        }),
  ])
  const uses = usesOf(specification, serving === null ? undefined : renderInputOf(serving.renderInput))
  const served = versionsOf(serving?.secretVersions)
  const names = new Set([...set.map(({ name }) => name), ...Object.keys(uses)])
  return [...names].sort().map((name) => {
    const stored = set.find((each) => each.name === name)
    return secret.parse({
      name,
      kind: secretRecipe(name) === undefined ? 'own' : 'generated',
      version: stored?.version ?? null,
      servingVersion: served[name] ?? null,
      createdAt: stored?.createdAt.toISOString() ?? null,
      versions: versions
        .filter((each) => each.name === name)
        .map(({ version, createdAt, createdBy }) => ({ version, createdAt: createdAt.toISOString(), createdBy })),
      services: uses[name]?.services ?? [],
      settings: uses[name]?.settings ?? [],
    })
  })
}

/** One of them. Throws `not-found`. */
export async function findSecret(deps: Deps, nameOrId: string, name: string): Promise<Secret> {
  const found = (await listSecrets(deps, nameOrId)).find((each) => each.name === name)
  if (found === undefined) throw new CodedError('not-found', `${nameOrId} has no secret ${name}.`)
  return found
}

/** By the specification of now; what else rendering needs is of the serving revision, or made up: no secret depends on it. */
function usesOf(stored: unknown, serving: RenderInput | undefined): Record<string, SecretUse> {
  const wanted = parseSpecification(stored)
  const release = wanted.release ?? serving?.specification.release ?? anyRelease
  const specification = environmentSpecification.parse({ ...wanted, release })
  return secretUses(serving === undefined ? sampleInput(specification, 'official') : { ...serving, specification })
}
