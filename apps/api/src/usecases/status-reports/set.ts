import type { setStatusReports as setStatusReportsBody } from '@fun/contract/webhooks'
import type { z } from 'zod'
import { statusTokenContext } from '../../adapters/store/encryption.ts'
import { Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { repositoryOf } from '../../git-hosts/repository.ts'
import { statusHosts, webOriginOf } from '../../git-hosts/statuses/status-hosts.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from '../sources/list.ts'
import { presentStatusReports } from './present.ts'

/**
 * From now on the git host is told what becomes of the source's commits. Another token takes the place of the one before. Throws `not-found`, and
 * `invalid-request` where the source's address does not say what the body leaves out.
 */
export async function setStatusReports(
  { deps, principal }: UseCaseContext,
  named: string,
  { provider, token, ...given }: z.infer<typeof setStatusReportsBody>,
) {
  const source = await findSource(deps, named)
  const origin = webOriginOf(source.url)
  const apiUrl = given.apiUrl?.replace(/\/+$/, '') ?? (origin && statusHosts[provider].apiUrlOf(origin))
  const repository = given.repository ?? repositoryOf(source.url)
  if (apiUrl === undefined) throw missing('apiUrl', source.url)
  if (repository === undefined) throw missing('repository', source.url)
  const row = await deps.store.$transaction(async (transaction) => {
    const tokenEncrypted = deps.encryption.encrypt(token, statusTokenContext(source.id))
    const data = { provider, apiUrl, repository, tokenEncrypted, lastProblem: Prisma.DbNull }
    const written = await transaction.statusReports.upsert({
      where: { sourceId: source.id },
      create: { ...data, sourceId: source.id },
      update: data,
    })
    await audit(transaction, principal, 'source.status-reports', source.name, { provider, apiUrl, repository })
    return written
  })
  return presentStatusReports(row)
}

const missing = (field: string, url: string): CodedError =>
  new CodedError('invalid-request', `The address of the source, ${url}, does not say which git host it is of.`, {
    cure: `Give ${field}.`,
    errors: [{ path: field, message: 'cannot be told from the address of the source' }],
  })
