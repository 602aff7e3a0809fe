import type { updateNotificationRule } from '@fun/contract/notifications'
import type { z } from 'zod'
import { asJson } from '../../events/append.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findRule } from './list.ts'
import { channelIdOf, environmentIdOf } from './names.ts'
import { presentRule, ruleInclude } from './present.ts'

/** Changes the fields that are given; it counts for what happens from now on. Throws `not-found`, `invalid-request`. */
export async function updateRule(
  { deps, principal }: UseCaseContext,
  id: string,
  change: z.infer<typeof updateNotificationRule>,
) {
  const before = await findRule(deps, id)
  const { channel, environment, events, severityMin, enabled } = change
  const data = {
    ...(channel === undefined ? {} : { channelId: await channelIdOf(deps, channel) }),
    ...(environment === undefined ? {} : { environmentId: await environmentIdOf(deps, environment) }),
    ...(events === undefined ? {} : { events }),
    ...(severityMin === undefined ? {} : { severityMin }),
    ...(enabled === undefined ? {} : { enabled }),
  }
  return deps.store.$transaction(async (transaction) => {
    const after = presentRule(await transaction.notificationRule.update({ where: { id }, data, include: ruleInclude }))
    await audit(transaction, principal, 'notification-rule.update', id, {
      before: asJson(before),
      after: asJson(after),
    })
    return after
  })
}
