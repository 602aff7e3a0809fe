import type { InstallationSetting, SettingVariable } from '@fun/contract/settings'
import type { Config } from '../../config.ts'

type Told = Pick<InstallationSetting, 'unit' | 'value'>

/** How this API process was told to run. Workers read the same variables, on their own machines. No secret is among it. */
export function listSettings(config: Config): InstallationSetting[] {
  const { rateLimits, terminals, retention } = config
  const settings: Record<SettingVariable, Told> = {
    FUN_PUBLIC_URL: { unit: 'text', value: config.publicUrl ?? null },
    FUN_TRUSTED_PROXIES: { unit: 'list', value: config.trustedProxies },
    FUN_CORS_ORIGINS: { unit: 'list', value: config.corsOrigins },
    FUN_OUTGOING_ALLOW: { unit: 'list', value: config.outgoingAllow },
    FUN_GIT_PRIVATE_ADDRESSES: { unit: 'flag', value: config.gitPrivateAddresses },
    FUN_DEVELOPMENT_ROOTS: { unit: 'list', value: config.developmentRoots },
    FUN_RATE_LIMIT: { unit: 'per-minute', value: rateLimits.calls },
    FUN_RATE_LIMIT_SIGN_IN: { unit: 'per-minute', value: rateLimits.signIn },
    FUN_RATE_LIMIT_WEBHOOKS: { unit: 'per-minute', value: rateLimits.webhooks },
    FUN_STREAM_SECONDS_MAX: { unit: 'seconds', value: config.streamSecondsMax },
    FUN_TERMINALS_MAX: { unit: 'count', value: terminals.perPersonMax },
    FUN_TERMINAL_IDLE_SECONDS: { unit: 'seconds', value: terminals.idleSeconds },
    FUN_TERMINAL_SECONDS_MAX: { unit: 'seconds', value: terminals.secondsMax },
    FUN_CONCURRENCY: { unit: 'count', value: config.concurrency },
    FUN_POLL_SECONDS: { unit: 'seconds', value: config.pollSeconds },
    FUN_BUILD_TIMEOUT_SECONDS: { unit: 'seconds', value: config.buildTimeoutSeconds },
    FUN_IMAGES: { unit: 'text', value: config.images },
    FUN_REVISIONS_KEPT: { unit: 'count', value: retention.revisionsKept },
    FUN_IMAGE_PARTS_KEPT: { unit: 'count', value: retention.imagePartsKept },
    FUN_BUILD_CACHE_BYTES_MAX: { unit: 'bytes', value: retention.buildCacheBytesMax },
    FUN_PRUNE_SECONDS: { unit: 'seconds', value: retention.pruneSeconds },
    FUN_SECRET_VERSIONS_KEPT: { unit: 'count', value: config.secretVersionsKept },
    // Its address may hold a password.
    FUN_SMTP_URL: { unit: 'flag', value: config.mail !== undefined },
    FUN_MAIL_FROM: { unit: 'text', value: config.mail?.from ?? null },
    FUN_TROUBLE_SECONDS: { unit: 'seconds', value: config.troubleSeconds },
    FUN_DISK_LOW_BYTES: { unit: 'bytes', value: config.diskLowBytes },
  }
  return entriesOf(settings).map(([variable, told]) => ({ variable, ...told }))
}

const entriesOf = <Key extends string, Value>(record: Record<Key, Value>) => {
  const isKey = (key: string): key is Key => Object.hasOwn(record, key)
  return Object.keys(record)
    .filter(isKey)
    .map((key) => [key, record[key]] as const)
}
