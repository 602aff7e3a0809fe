import { Readable } from 'node:stream'
import { exportBundle } from '@fun/compose-model/export-bundle'
import { renderEnvironment } from '@fun/compose-model/render-environment'
import { pack } from 'tar-stream'
import { CodedError } from '../../errors.ts'
import { mayReadSettings, settingsWithoutSecrets } from '../../policy/withhold.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from './load.ts'
import { renderInputOf } from './render-input.ts'

/** What stands in the bundle for a secret, as in its `.env`. */
const fillIn = 'change-me'

/**
 * The serving revision as a folder that `docker compose up` runs, as a tar stream, without any secret of the environment; secrets that somebody wrote into its
 * settings are in it only for those who may change them. Throws `environment-not-deployed`.
 */
export async function exportCompose(
  { deps, principal }: UseCaseContext,
  name: string,
): Promise<{ name: string; tar: Readable }> {
  const row = await loadEnvironment(deps, name)
  if (row.servingRevision === null)
    throw new CodedError('environment-not-deployed', `The environment ${row.name} has never been deployed.`, {
      cure: 'Deploy it first.',
    })
  const { renderInput, createdAt } = await deps.store.revision.findUniqueOrThrow({
    where: { id: row.servingRevision.id },
  })
  const input = renderInputOf(renderInput)
  const { specification } = input
  const readable = mayReadSettings(principal, row.id)
    ? specification
    : { ...specification, settings: settingsWithoutSecrets(specification.settings, fillIn) }
  const files = exportBundle(renderEnvironment({ ...input, specification: readable }), {})
  const tar = pack()
  for (const file of files) tar.entry({ name: file.path, mode: file.mode, mtime: createdAt }, file.content)
  tar.finalize()
  return { name: row.name, tar: Readable.from(tar) }
}
