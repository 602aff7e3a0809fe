import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'

/** What a stack should be: the rendered environment with the facts that only the worker knows. */
export interface WantedStack {
  environmentId: string
  revisionId: string
  rendered: RenderedEnvironment
  /** Engine image id (`sha256:…`) by reference, for images that exist already. A reference that is absent is being built or pulled. */
  imageIds: Record<string, string>
  /** Version of each secret that a placeholder names; a new version recreates the containers that use it. */
  secretVersions: Record<string, number>
  /** What is known of the migrations that this plan may run; absent: nothing beyond the jobs' hashes. */
  migrations?: MigrationFacts
  /** `stop-first` where two generations do not fit into memory: what would start beside the old starts after it. Default: `start-first`. */
  rollout?: 'start-first' | 'stop-first'
  /** Set when the wanted stack is an earlier revision: its databases are newer than its code, and stay as they are. */
  back?: {
    /** Number of the revision. */
    revision: number
    /** Migrations that were applied since: paths of files, or `app.name` of those that packages brought. */
    migrations: string[]
    /** There may be more: the revision, or a later one, is from before they were noted. */
    migrationsUnknown?: boolean
  }
}

/** What a person should know of migrations before they run. */
export interface MigrationFacts {
  /** Migration files that are new or changed against what serves, sorted; undefined when nothing serves or its tree is gone. */
  changed: string[] | undefined
  /** Python packages bring migrations of their own. */
  dependenciesChanged: boolean
  /** The databases are empty: what they start from, in words. */
  baseline?: string
  /** A dump is kept before the first migration. */
  snapshot: boolean
  /** Requests are held from before the first migration until the new code serves. */
  hold: boolean
}

/** What the engine shows of a stack, reduced to what planning compares. Nothing else of the engine reaches planning. */
export interface ObservedStack {
  containers: ObservedContainer[]
  networks: Array<{ id: string; name: string; key: string; configHash: string }>
  volumes: Array<{ name: string; key: string; configHash: string; labels: Record<string, string> }>
  /** State of the live configuration sets, read back from their volume: content hash, where each route points, files in use, requests held. */
  live: Record<string, { hash: string; routes: Record<string, string>; files?: string[]; held?: boolean }>
  /** `inputsHash` of each job's last success, from PostgreSQL. */
  completedJobs: Record<string, string>
}

export interface ObservedContainer {
  id: string
  name: string
  service: string
  number: number
  oneOff: boolean
  state: 'created' | 'running' | 'restarting' | 'paused' | 'exited' | 'removing' | 'dead'
  health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  configHash: string
  imageId: string
  imageReference: string
  labels: Record<string, string>
  /** What somebody changed by hand, in words, e.g. `memory limit 512 MB, wanted none`; empty without drift. */
  drift: string[]
  /** Set when the memory limit is part of the drift: what it is now, in bytes; 0: none. */
  memoryBytesByHand?: number
}
