import { z } from 'zod'
import { notificationEvent, severity } from './notification-events.ts'

const id = z.uuid()
const at = z.iso.datetime()
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, 'Use 2 to 63 lower-case letters, digits and hyphens, starting with a letter.')

export const channelKind = z.enum(['mail', 'slack', 'mattermost', 'microsoft-teams', 'discord', 'ntfy', 'webhook'])
export type ChannelKind = z.infer<typeof channelKind>

/** Whoever has such a URL can write to the channel: it is stored encrypted and never shown again. */
const secretUrl = z.url({ protocol: /^https?$/ }).max(2048)
const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'Use printable characters without spaces.')
  .max(1024)

const mail = z.strictObject({ kind: z.literal('mail'), to: z.array(z.email().max(254)).min(1).max(20) })
const slack = z.strictObject({ kind: z.literal('slack'), url: secretUrl })
const mattermost = z.strictObject({ kind: z.literal('mattermost'), url: secretUrl })
const microsoftTeams = z.strictObject({ kind: z.literal('microsoft-teams'), url: secretUrl })
const discord = z.strictObject({ kind: z.literal('discord'), url: secretUrl })
const ntfy = z.strictObject({
  kind: z.literal('ntfy'),
  server: secretUrl.default('https://ntfy.sh'),
  topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'Use 1 to 64 letters, digits, hyphens and underscores.'),
  token: token.optional(),
})
const webhook = z.strictObject({
  kind: z.literal('webhook'),
  url: secretUrl,
  /** What calls are signed with, as Standard Webhooks has it; made here when absent, and shown once. */
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'Use whsec_ and 24 to 64 random bytes as base64.')
    .optional(),
})

/** Where a channel leads, by kind. Write-only as a whole. */
export const channelSettings = z
  .discriminatedUnion('kind', [mail, slack, mattermost, microsoftTeams, discord, ntfy, webhook])
  .meta({ id: 'ChannelSettings' })
export type ChannelSettings = z.infer<typeof channelSettings>

export const createNotificationChannel = z
  .strictObject({ name, settings: channelSettings, enabled: z.boolean().default(true) })
  .meta({ id: 'CreateNotificationChannel' })
export const updateNotificationChannel = z
  .strictObject({ name: name.optional(), settings: channelSettings.optional(), enabled: z.boolean().optional() })
  .meta({ id: 'UpdateNotificationChannel' })

export const deliveryState = z.enum(['pending', 'delivered', 'failed'])

export const notificationChannel = z
  .object({
    id,
    name: z.string(),
    kind: channelKind,
    /** What may be shown of where it leads: the host of its URL, or the addresses. */
    target: z.string(),
    enabled: z.boolean(),
    /** What came of its newest delivery that was tried; null when there was none. */
    lastDelivery: z.object({ state: deliveryState, at, answer: z.string() }).nullable(),
    createdAt: at,
  })
  .meta({ id: 'NotificationChannel' })
export type NotificationChannel = z.infer<typeof notificationChannel>
/** `secret`: of a webhook, when one was made; only this answer shows it. */
export const createdNotificationChannel = notificationChannel
  .extend({ secret: z.string().nullable() })
  .meta({ id: 'CreatedNotificationChannel' })

/** Answer to the test button: whether the service took the message, and its own words. */
export const channelTest = z.object({ delivered: z.boolean(), answer: z.string() }).meta({ id: 'ChannelTest' })

/** Which events go to a channel: all that match every field. */
const ruleFields = {
  channel: z.string().min(1).max(64).describe('Name or id of a channel.'),
  environment: z.string().min(1).max(64).nullable().default(null).describe('Name or id; null: all, and hosts too.'),
  events: z.array(notificationEvent).max(64).default([]).describe('Empty: all.'),
  severityMin: severity.default('info').describe('The end of a trouble counts as grave as the trouble.'),
  enabled: z.boolean().default(true),
}
export const createNotificationRule = z.strictObject(ruleFields).meta({ id: 'CreateNotificationRule' })
export const updateNotificationRule = z
  .strictObject({
    channel: ruleFields.channel.optional(),
    environment: ruleFields.environment.unwrap().optional(),
    events: ruleFields.events.unwrap().optional(),
    severityMin: ruleFields.severityMin.unwrap().optional(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateNotificationRule' })
export const notificationRule = z
  .object({
    id,
    channel: z.object({ id, name: z.string() }),
    environment: z.object({ id, name: z.string() }).nullable(),
    events: z.array(notificationEvent),
    severityMin: severity,
    enabled: z.boolean(),
    createdAt: at,
  })
  .meta({ id: 'NotificationRule' })

/** What messages are made from. Holds no secret. */
export const notificationContent = z
  .object({
    /** Such as `demo: deploy failed`. */
    title: z.string(),
    /** What happened and why. */
    sentence: z.string(),
    /** What to do next. */
    cure: z.string().nullable(),
    environment: z.object({ id, name: z.string() }).nullable(),
    operation: z.object({ id, kind: z.string(), trigger: z.string() }).nullable(),
    commit: z.object({ id: z.string(), subject: z.string() }).nullable(),
    reference: z.string().nullable(),
    durationSeconds: z.number().nullable(),
  })
  .meta({ id: 'NotificationContent' })
export type NotificationContent = z.infer<typeof notificationContent>

export const notificationDelivery = z
  .object({
    id,
    channel: z.object({ id, name: z.string(), kind: channelKind }),
    event: notificationEvent,
    severity,
    content: notificationContent,
    state: deliveryState,
    attempts: z.int(),
    /** The service's own words at the last try, or why it was not reached. */
    answer: z.string(),
    createdAt: at,
    /** When the next try is due; null when there is none. */
    nextAttemptAt: at.nullable(),
    /** When it was delivered or given up. */
    finishedAt: at.nullable(),
  })
  .meta({ id: 'NotificationDelivery' })
export type NotificationDelivery = z.infer<typeof notificationDelivery>
