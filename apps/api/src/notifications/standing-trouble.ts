import type { NotificationEvent } from '@fun/contract/notification-events'
import type { NotificationContent } from '@fun/contract/notifications'
import type { Store, StoreTransaction } from '../adapters/store/client.ts'
import { databaseNow } from '../operations/claim.ts'
import { notify } from './notify.ts'

export type TroubleKind = 'unhealthy' | 'drifted' | 'unreachable' | 'disk'

interface Subject {
  /** `environment`, `source` or `host` with its id. */
  subject: string
  kind: TroubleKind
}

/** A state that was looked at: does the trouble exist now? `dropped`: nobody wants to know any more, e.g. of what was stopped. */
export type Look = (Subject & { seen: 'dropped' }) | SeenLook

export interface SeenLook extends Subject {
  seen: 'bad' | 'good'
  /** How long it must have lasted before it is told. */
  badSeconds: number
  /** How long it must be away before it counts as over; what comes and goes within that time is one trouble. */
  goodSeconds: number
  environmentId?: string
  begins: { event: NotificationEvent; content: () => NotificationContent }
  /** Absent: its end is not told. */
  ends?: { event: NotificationEvent; content: () => NotificationContent }
}

const keyOf = ({ subject, kind }: Subject): string => `${subject} ${kind}`

/** Takes what was looked at in one round. Where all is well, and was, nothing is written. Several workers may look at the same. */
export async function noteTroubles(store: Store, looks: Look[]): Promise<void> {
  const known = await store.standingTrouble.findMany({
    where: { subject: { in: [...new Set(looks.map(({ subject }) => subject))] } },
    select: { subject: true, kind: true },
  })
  const open = new Set(known.map(({ subject, kind }) => `${subject} ${kind}`))
  for (const look of looks) {
    if (look.seen !== 'bad' && !open.has(keyOf(look))) continue
    if (look.seen === 'dropped')
      await store.standingTrouble.deleteMany({ where: { subject: look.subject, kind: look.kind } })
    else await store.$transaction((transaction) => noteTrouble(transaction, look))
  }
}

async function noteTrouble(transaction: StoreTransaction, look: SeenLook): Promise<void> {
  const { subject, kind } = look
  const key = { subject, kind }
  const now = await databaseNow(transaction)
  if (look.seen === 'bad')
    await transaction.standingTrouble.createMany({ data: [{ ...key, badSince: now }], skipDuplicates: true })
  const [row] = await transaction.$queryRaw<Array<{ badSince: Date; goodSince: Date | null; told: boolean }>>`
    SELECT "badSince", "goodSince", told FROM "StandingTrouble"
    WHERE subject = ${subject} AND kind = ${kind} FOR UPDATE`
  if (row === undefined) return
  const where = { subject_kind: key }
  const tell = (side: SeenLook['begins']) =>
    notify(transaction, { event: side.event, environmentId: look.environmentId }, side.content)
  if (look.seen === 'bad') {
    const told = row.told || secondsSince(row.badSince, now) >= look.badSeconds
    if (told !== row.told || row.goodSince !== null)
      await transaction.standingTrouble.update({ where, data: { told, goodSince: null } })
    if (told && !row.told) await tell(look.begins)
    return
  }
  const goodSince = row.goodSince ?? now
  if (secondsSince(goodSince, now) < look.goodSeconds) {
    if (row.goodSince === null) await transaction.standingTrouble.update({ where, data: { goodSince } })
    return
  }
  await transaction.standingTrouble.delete({ where })
  if (row.told && look.ends !== undefined) await tell(look.ends)
}

const secondsSince = (then: Date, now: Date): number => (now.getTime() - then.getTime()) / 1000
