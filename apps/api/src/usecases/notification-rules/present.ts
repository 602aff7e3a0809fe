import { notificationRule } from '@fun/contract/notifications'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What a presented rule is read with. */
export const ruleInclude = {
  channel: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true } },
} satisfies Prisma.NotificationRuleInclude

/** A rule as the contract has it. */
export function presentRule(row: Prisma.NotificationRuleGetPayload<{ include: typeof ruleInclude }>) {
  return notificationRule.parse({ ...row, createdAt: row.createdAt.toISOString() })
}
