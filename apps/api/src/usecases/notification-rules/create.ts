import type { createNotificationRule } from '@fun/contract/notifications'
import type { z } from 'zod'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { channelIdOf, environmentIdOf } from './names.ts'
import { presentRule, ruleInclude } from './present.ts'

/** Creates a rule; it counts for what happens from now on. Throws `invalid-request`. */
export async function createRule({ deps, principal }: UseCaseContext, body: z.infer<typeof createNotificationRule>) {
  const { channel, environment, ...plain } = body
  const channelId = await channelIdOf(deps, channel)
  const environmentId = await environmentIdOf(deps, environment)
  return deps.store.$transaction(async (transaction) => {
    const row = await transaction.notificationRule.create({
      data: { ...plain, channelId, environmentId },
      include: ruleInclude,
    })
    await audit(transaction, principal, 'notification-rule.create', row.id, { ...body, channel: row.channel.name })
    return presentRule(row)
  })
}
