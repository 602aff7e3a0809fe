import type { Store } from '../adapters/store/client.ts'

/** How long it can be looked up what was told to whom. */
const daysKept = 30

/** Removes what was told long ago, and troubles of what is gone. What still waits is kept. */
export async function forgetOldNotifications(store: Store): Promise<void> {
  await store.$executeRaw`
    DELETE FROM "Notification" AS old WHERE "createdAt" < now() - make_interval(days => ${daysKept}::int)
      AND NOT EXISTS (SELECT FROM "NotificationDelivery" WHERE "notificationId" = old.id AND state = 'pending')`
  await store.$executeRaw`
    DELETE FROM "StandingTrouble" WHERE split_part(subject, ' ', 2) NOT IN (
      SELECT id::text FROM "Environment" UNION ALL SELECT id::text FROM "Source" UNION ALL SELECT id::text FROM "Host")`
}
