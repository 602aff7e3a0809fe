import { actorOf } from '../../accounts/actor.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import { makeResetPath } from './make-link.ts'

/** Mails to one account within an hour: whoever knows an address cannot fill its box. */
const mailsMaxPerHour = 3

/**
 * Takes the wish for a new password. What follows happens after the answer: it is the same, and as quick, for an address that nobody has. Returns the work that goes on, which
 * never rejects. Throws `mail-unavailable`.
 */
export function askPasswordReset(visitor: VisitorContext, email: string): Promise<void> {
  const { mail, config, logger } = visitor.deps
  if (mail === undefined || config.publicUrl === undefined)
    throw new CodedError('mail-unavailable', 'This installation sends no mail.')
  return mailResetLink(visitor, { mail, site: config.publicUrl }, email).catch((error: unknown) =>
    logger.error({ error: String(error) }, 'a password reset could not be mailed'),
  )
}

async function mailResetLink(
  { deps: { store }, origin }: VisitorContext,
  { mail, site }: { mail: NonNullable<Deps['mail']>; site: string },
  email: string,
): Promise<void> {
  const user = await store.user.findUnique({ where: { email } })
  if (user === null || user.disabledAt !== null) return
  const path = await store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`password-reset ${user.id}`}, 0))`
    const since = new Date(Date.now() - 3_600_000)
    const recent = await transaction.passwordReset.count({ where: { userId: user.id, createdAt: { gt: since } } })
    if (recent >= mailsMaxPerHour) return undefined
    await audit(transaction, actorOf(user, origin), 'account.ask-password-reset', email)
    return makeResetPath(transaction, user.id)
  })
  if (path === undefined) return
  const text = [
    'Somebody, probably you, asked for a new password for FUN Platform.',
    '',
    'Choose one within an hour:',
    `${site}${path}`,
    '',
    'The link works once. If you did not ask, do nothing: the password stays as it is.',
  ].join('\n')
  await mail.send({ to: email, subject: 'A new password for FUN Platform', text })
}
