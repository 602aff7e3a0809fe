import type { createInvitation } from '@fun/contract/accounts'
import type { z } from 'zod'
import { makeOneTimeToken, oneTimeTokenHash } from '../../accounts/one-time-token.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { CodedError } from '../../errors.ts'
import { orderedByOf } from '../../policy/ordered-by.ts'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId } from '../environments/load.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { invitationInclude, presentInvitation } from './present.ts'

/**
 * Invites an address, with a role of which the inviter has every action. An earlier open invitation of that address is revoked. The link is shown to the inviter once, and mailed where
 * mail is set up. Throws `forbidden`, `member-exists`, `not-found`.
 */
export async function inviteMember(
  { deps, principal }: UseCaseContext,
  site: PublicSite,
  { email, role, environment, expiresInHours }: z.infer<typeof createInvitation>,
) {
  const environmentId = environment === undefined ? null : await environmentIdOf(deps.store, environment)
  requireMayGive(principal, [{ role, environmentId }])
  const token = makeOneTimeToken()
  const row = await deps.store.$transaction(async (transaction) => {
    if ((await transaction.user.findUnique({ where: { email } })) !== null)
      throw new CodedError('member-exists', `${email} has an account already.`, {
        errors: [{ path: 'email', message: 'has an account already' }],
      })
    const open = { email, acceptedAt: null, revokedAt: null }
    await transaction.invitation.updateMany({ where: open, data: { revokedAt: new Date() } })
    const made = await transaction.invitation.create({
      data: {
        email,
        role,
        environmentId,
        hash: oneTimeTokenHash(token),
        invitedBy: labelOf(principal),
        orderedBy: orderedByOf(principal),
        expiresAt: new Date(Date.now() + expiresInHours * 3_600_000),
      },
      include: invitationInclude,
    })
    await audit(transaction, principal, 'member.invite', email, { role, environment: made.environment?.name ?? null })
    return made
  })
  const url = `${site.origin}/invitation#code=${token}`
  const mailed = await mailInvitation({ deps, principal }, email, url, row.expiresAt)
  return { invitation: presentInvitation(row), url, mailed }
}

async function environmentIdOf(store: UseCaseContext['deps']['store'], nameOrId: string): Promise<string> {
  const found = await store.environment.findUnique({ where: byNameOrId(nameOrId), select: { id: true } })
  if (found === null)
    throw new CodedError('not-found', `There is no environment ${nameOrId}.`, {
      errors: [{ path: 'environment', message: 'does not exist' }],
    })
  return found.id
}

/** A mail that cannot be sent takes nothing back: the inviter has the link. */
async function mailInvitation(
  { deps, principal }: UseCaseContext,
  to: string,
  url: string,
  expiresAt: Date,
): Promise<boolean> {
  if (deps.mail === undefined) return false
  const text = [
    `${principal.name} invites you to FUN Platform.`,
    '',
    `Make your account, with this address, by ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC:`,
    url,
    '',
    'The link works once. If you do not expect this, do nothing.',
  ].join('\n')
  try {
    await deps.mail.send({ to, subject: 'Invitation to FUN Platform', text })
    return true
  } catch (error) {
    deps.logger.warn({ error: String(error) }, 'an invitation could not be mailed')
    return false
  }
}
