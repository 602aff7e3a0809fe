import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import type { Api } from './api.ts'

/** The command line `fun` of this very version, for CI jobs to fetch; there is no secret in it. */
export function commandLineRoutes(app: Api, deps: Deps): void {
  const file = join(deps.config.repositoryFolder, 'packages/cli/dist/fun.js')
  app.get('/cli/fun.js', { config: { policy: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    const found = await stat(file).catch(() => undefined)
    if (found === undefined)
      throw new CodedError('not-found', 'The command line is not built on this portal.', {
        cure: 'Run `make cli` on its server.',
      })
    return reply
      .type('text/javascript; charset=utf-8')
      .header('content-length', found.size)
      .header('content-disposition', 'attachment; filename="fun.js"')
      .send(createReadStream(file))
  })
}
