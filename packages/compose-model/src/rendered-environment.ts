import type { ComposeProject } from './compose-project.ts'

/** What `renderEnvironment` returns: everything that an environment should be, without secrets and without I/O. */
export interface RenderedEnvironment {
  /** Long-running services, and one-off jobs as services of profile `jobs`. */
  project: ComposeProject
  configuration: ConfigurationSet[]
  jobs: Job[]
  /** How a changed service is replaced; a service that is absent here is `recreate`. */
  rollout: Record<string, Rollout>
  /** Names of the secrets that `${NAME}` placeholders refer to. */
  secretNames: string[]
  /** Where a person reaches the environment, in the order to show. */
  urls: EnvironmentUrl[]
  /** Endpoints that must answer 200 before the deployment is called served; asked from inside the stack's network. */
  heartbeats: Heartbeat[]
}

/** `start-first`: the new container becomes ready beside the old one, then nginx is switched. `recreate`: stop, then start. */
export type Rollout = 'start-first' | 'recreate'

/** Files that one group of consumers mounts together. */
export interface ConfigurationSet {
  /** `openedx`, `nginx`, …: also the folder name below `configuration/` in an exported bundle. */
  name: string
  /**
   * `immutable`: a volume named after the content, mounted by new containers only. `live`: one volume whose content changes, followed by
   * `reload`. `host-folder`: a folder on the host that a person edits (development).
   */
  placement:
    | { kind: 'immutable'; volume: string }
    | {
        kind: 'live'
        volume: string
        service: string
        reload: string[]
        check: string[]
        /**
         * A file of the set and what it holds while requests are held; in the set itself they are not. `ended`: exits 0 when requests that
         * were begun before have ended.
         */
        hold?: { file: string; content: string; ended?: string[] }
      }
    | { kind: 'host-folder'; path: string }
  files: RenderedFile[]
  /** First 12 hex digits of the sha256 over paths, modes and contents. */
  hash: string
}

export interface RenderedFile {
  /** Relative, with forward slashes. */
  path: string
  content: string
  /** Permission bits, e.g. 0o644. */
  mode: number
  /** True for files that are written once and then belong to the person who edits them. */
  keepExisting?: boolean
}

/** A one-off container that must succeed before the services that need it start. It runs again when `inputsHash` changed. */
export interface Job {
  /** Also the key of its service in the project (profile `jobs`). */
  name: string
  /** Sentence for people: "Migrate the LMS database". */
  title: string
  inputsHash: string
  /** Jobs that must have succeeded before. */
  after: string[]
  /** Long-running services that must be healthy before. */
  needs: string[]
  /** Long-running services that must not (re)start before it has succeeded. */
  gates: string[]
  /** True where killing it half-way leaves something that a person must mend (migrations). */
  uncancellable: boolean
  timeoutSeconds: number
}

export interface EnvironmentUrl {
  name: string
  url: string
  /** `LMS through nginx`, `Studio, straight to runserver` … */
  description: string
}

export interface Heartbeat {
  service: string
  /** Container port. */
  port: number
  path: string
  /** Sent as the Host header. */
  host: string
  /** A page of the same service and host that must answer below 500 before traffic is sent to a new container. */
  smokePath?: string
}
