import { randomUUID } from 'node:crypto'
import type { createSource as createSourceBody } from '@fun/contract/resources'
import type { z } from 'zod'
import { credentialsContext } from '../../adapters/store/encryption.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { presentSource, sourceInclude } from './present.ts'
import { checkSourceUrl } from './source-url.ts'

/** Creates a source. It is not fetched here. Throws `invalid`, `name-taken`. */
export async function createSource({ deps, principal }: UseCaseContext, body: z.infer<typeof createSourceBody>) {
  const url = await checkSourceUrl(deps, body.url)
  const id = randomUUID()
  const credentials =
    body.credentials === undefined
      ? null
      : deps.encryption.encrypt(JSON.stringify(body.credentials), credentialsContext(id))
  try {
    return await deps.store.$transaction(async (transaction) => {
      const row = await transaction.source.create({
        data: { id, name: body.name, url, credentialsEncrypted: credentials },
        include: sourceInclude,
      })
      await audit(transaction, principal, 'source.create', body.name, { url })
      return presentSource(row)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CodedError('name-taken', `The source ${body.name} exists already.`, {
      errors: [{ path: 'name', message: 'is taken' }],
    })
  }
}
