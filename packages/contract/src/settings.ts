import { z } from 'zod'

/** Environment variables of the server that say how an installation runs, by what they are about. */
export const settingVariables = {
  access: [
    'FUN_PUBLIC_URL',
    'FUN_TRUSTED_PROXIES',
    'FUN_CORS_ORIGINS',
    'FUN_OUTGOING_ALLOW',
    'FUN_GIT_PRIVATE_ADDRESSES',
    'FUN_DEVELOPMENT_ROOTS',
  ],
  limits: [
    'FUN_RATE_LIMIT',
    'FUN_RATE_LIMIT_SIGN_IN',
    'FUN_RATE_LIMIT_WEBHOOKS',
    'FUN_STREAM_SECONDS_MAX',
    'FUN_TERMINALS_MAX',
    'FUN_TERMINAL_IDLE_SECONDS',
    'FUN_TERMINAL_SECONDS_MAX',
  ],
  work: ['FUN_CONCURRENCY', 'FUN_POLL_SECONDS', 'FUN_BUILD_TIMEOUT_SECONDS', 'FUN_IMAGES'],
  kept: [
    'FUN_REVISIONS_KEPT',
    'FUN_IMAGE_PARTS_KEPT',
    'FUN_BUILD_CACHE_BYTES_MAX',
    'FUN_PRUNE_SECONDS',
    'FUN_SECRET_VERSIONS_KEPT',
  ],
  messages: ['FUN_SMTP_URL', 'FUN_MAIL_FROM', 'FUN_TROUBLE_SECONDS', 'FUN_DISK_LOW_BYTES'],
} as const
export type SettingGroup = keyof typeof settingVariables
export type SettingVariable = (typeof settingVariables)[SettingGroup][number]

const variables: readonly SettingVariable[] = Object.values(settingVariables).flat()

/** One variable as the API understood it. Of what is secret only whether it is set (`flag`) is told. */
export const installationSetting = z
  .object({
    variable: z.enum(variables),
    unit: z.enum(['text', 'list', 'flag', 'count', 'per-minute', 'seconds', 'bytes']),
    /** null: not set. */
    value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
  })
  .meta({ id: 'InstallationSetting', examples: [{ variable: 'FUN_RATE_LIMIT', unit: 'per-minute', value: 1200 }] })
export type InstallationSetting = z.infer<typeof installationSetting>
