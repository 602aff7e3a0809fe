/**
 * The subset of the Compose file format that environments use, as data. Rendering makes it, reconcile compares it, exports print it.
 * Strings may hold `${NAME}` where a secret belongs; nothing in this package ever sees a secret's value.
 * Source: compose-spec/compose-spec, 05-services.md.
 */
export interface ComposeProject {
  name: string
  services: Record<string, ComposeService>
  networks: Record<string, ComposeNetwork>
  volumes: Record<string, ComposeVolume>
}

export interface ComposeService {
  /** Image reference, always with a tag. Tags of images made here are content keys, so the reference pins the content. */
  image: string
  /** Exec form only: no shell ever parses it. */
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string>
  user?: string
  working_dir?: string
  hostname?: string
  read_only?: boolean
  init?: boolean
  tmpfs?: string[]
  volumes?: ComposeMount[]
  ports?: ComposePort[]
  networks?: Record<string, { aliases?: string[] }>
  /** `required: false`: only waited for where the other service is started too (its profile is on). */
  depends_on?: Record<string, { condition: DependencyCondition; required?: boolean }>
  healthcheck?: ComposeHealthcheck
  restart?: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  /** A Compose duration, e.g. `30s`. */
  stop_grace_period?: string
  stop_signal?: string
  labels?: Record<string, string>
  /** A service with profiles is not started by `up`; one-off jobs carry the profile `jobs`. */
  profiles?: string[]
  mem_limit?: string
  shm_size?: string
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  extra_hosts?: string[]
  logging?: { driver: string; options: Record<string, string> }
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully'

export type ComposeMount =
  | { type: 'volume'; source: string; target: string; read_only?: boolean; volume?: { nocopy?: boolean } }
  | { type: 'bind'; source: string; target: string; read_only?: boolean }

/** A published port; always with the host address it binds. */
export interface ComposePort {
  target: number
  published: string
  host_ip: string
  protocol: 'tcp' | 'udp'
}

/** Durations are Compose durations (`10s`). `test` is in exec form: `['CMD', …]`. */
export interface ComposeHealthcheck {
  test: string[]
  interval: string
  timeout: string
  retries: number
  start_period?: string
}

export interface ComposeNetwork {
  name?: string
  driver?: string
  internal?: boolean
  labels?: Record<string, string>
}

export interface ComposeVolume {
  /** The engine's name; `<project>_<key>` when absent. */
  name?: string
  driver?: string
  driver_opts?: Record<string, string>
  labels?: Record<string, string>
}
