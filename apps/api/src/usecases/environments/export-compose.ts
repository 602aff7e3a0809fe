import { Readable } from 'node:stream'
import { exportBundle } from '@fun/compose-model/export-bundle'
import { renderEnvironment } from '@fun/compose-model/render-environment'
import { pack } from 'tar-stream'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { loadEnvironment } from './load.ts'
import { renderInputOf } from './render-input.ts'

/** The serving revision as a folder that `docker compose up` runs, as a tar stream, without any secret. Throws `not-deployed`. */
export async function exportCompose(deps: Deps, name: string): Promise<{ name: string; tar: Readable }> {
  const row = await loadEnvironment(deps, name)
  if (row.servingRevision === null)
    throw new CodedError('environment-not-deployed', `The environment ${row.name} has never been deployed.`, {
      cure: 'Deploy it first.',
    })
  const { renderInput, createdAt } = await deps.store.revision.findUniqueOrThrow({
    where: { id: row.servingRevision.id },
  })
  const files = exportBundle(renderEnvironment(renderInputOf(renderInput)), {})
  const tar = pack()
  for (const file of files) tar.entry({ name: file.path, mode: file.mode, mtime: createdAt }, file.content)
  tar.finalize()
  return { name: row.name, tar: Readable.from(tar) }
}
