import type { Duplex, Readable } from 'node:stream'
import type { ComposeService } from '@fun/compose-model/compose-project'
import type { Action, Plan } from '@fun/reconcile/plan'
import type { ObservedContainer, ObservedStack, WantedStack } from '@fun/reconcile/stack'

/** What the core needs from a Docker engine. Implemented by adapters/docker with dockerode, the only code that talks to an engine. */
export interface ContainerEngine {
  /** Throws EngineUnreachable. */
  info(signal: AbortSignal): Promise<EngineInfo>
  /** Memory that is available now where the engine runs, and what these containers use (working set, by id). */
  memory(containerIds: string[], signal: AbortSignal): Promise<EngineMemory>
  /** What these containers have used since they started, by id. Those that do not run are left out. */
  containerUsage(containerIds: string[], signal: AbortSignal): Promise<Map<string, ContainerUsage>>
  /** What the whole machine has used since it started; undefined when the engine runs on another one. */
  hostUsage(signal: AbortSignal): Promise<UsageCounters | undefined>
  /** A project's containers, running or not; those that vanish meanwhile are left out. */
  containers(project: string, signal: AbortSignal): Promise<ObservedContainer[]>
  /**
   * Tells of changes to containers until the abort. `onOpen`: what happens from here on is told. `onChange`: something of a project changed; undefined: of any.
   * Throws EngineUnreachable when the engine goes away.
   */
  followChanges(onOpen: () => void, onChange: (project: string | undefined) => void, signal: AbortSignal): Promise<void>
  observe(project: string, completedJobs: Record<string, string>, signal: AbortSignal): Promise<ObservedStack>
  apply(plan: Plan, wanted: WantedStack, context: ApplyContext): Promise<void>
  /** Image id, or undefined when the engine does not have it. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>
  /** Labels of an image, or undefined when the engine does not have it. */
  imageLabels(reference: string, signal: AbortSignal): Promise<Record<string, string> | undefined>
  /** BuildKit build of a tar context (dockerfile inside). Returns the image id. Throws BuildFailed with step and last log lines. */
  build(input: BuildInput, signal: AbortSignal): Promise<string>
  pull(reference: string, onProgress: (line: string) => void, signal: AbortSignal): Promise<string>
  /** `docker import`: a root file system tar becomes an image. */
  importImage(tar: Readable, reference: string, signal: AbortSignal): Promise<string>
  /** A one-off container beside a stack: same image, mounts, network and environment as `service`. Removed afterwards. */
  runOneOff(input: OneOffInput, signal: AbortSignal): Promise<{ exitCode: number }>
  /** Stop/start/restart containers of a project in dependency order, without changing what they are. */
  lifecycle(
    project: string,
    verb: 'start' | 'stop' | 'restart',
    services: string[] | undefined,
    onLine: LogLine,
    signal: AbortSignal,
  ): Promise<void>
  /** Removes containers and networks of a project, and its volumes when `removeData`. */
  destroy(project: string, removeData: boolean, onLine: LogLine, signal: AbortSignal): Promise<void>
  /** Runs a command in a running container; `onChunk` gets its standard output as bytes and is awaited. */
  output(
    containerId: string,
    command: ContainerCommand,
    onChunk: (chunk: Buffer) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ exitCode: number; errors: string[] }>
  /** Starts a program with a terminal of its own in a running container. Throws EngineRefused when the container does not run. */
  openTerminal(containerId: string, input: TerminalInput, signal: AbortSignal): Promise<EngineTerminal>
  /**
   * Ends every process that a terminal has left in its container, also those in the background: SIGHUP, then SIGKILL. How many were still there at the end.
   * Idempotent; a container that is gone or stopped has none.
   */
  endTerminal(containerId: string, terminal: { id: string; root: boolean }, signal: AbortSignal): Promise<number>
  /** Lets requests through again where a live configuration set holds them; resolves with the names of those sets. Idempotent. */
  releaseRequests(project: string, signal: AbortSignal): Promise<string[]>
  /** Removes one-off containers that an interrupted operation left. */
  removeOneOffs(operationId: string, signal: AbortSignal): Promise<void>
  /** Lines of a container's log from `since` on (seconds since the epoch); follows until aborted when `follow`. */
  logs(
    containerId: string,
    options: { since?: number; tail?: number; follow: boolean },
    onLine: (line: EngineLogLine) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** GET from inside the container's network namespace by exec (python3 or the service's own client); HTTP status or 0. */
  probeHttp(
    containerId: string,
    url: { port: number; path: string; host: string },
    signal: AbortSignal,
  ): Promise<number>
  /** Parts of the platform's image (label `io.funplatform.image-part`), one entry per tag. */
  partImages(signal: AbortSignal): Promise<PartImage[]>
  /** Ids and references of the images that containers, running or not, were made from. */
  imagesInUse(signal: AbortSignal): Promise<Set<string>>
  /** Gives an image another name in place of the one it has. Nothing is removed. False: the engine has no such image. */
  renameImage(from: string, to: string, signal: AbortSignal): Promise<boolean>
  /** Takes a name from an image; what no other image or container needs of it goes. False: a container needs it. */
  removeImage(reference: string, signal: AbortSignal): Promise<boolean>
  /** Shrinks the build cache to `bytesMax`, least recently used first, without what builds in progress use. Bytes freed. */
  trimBuildCache(bytesMax: number, signal: AbortSignal): Promise<number>
  /** What images, caches and volumes take. Takes seconds on a full engine. */
  storage(signal: AbortSignal): Promise<EngineStorage>
  /** Host ports that containers of other projects publish, by `address:port`. */
  publishedPorts(
    signal: AbortSignal,
  ): Promise<Array<{ address: string; port: number; project: string; container: string }>>
}

export interface PartImage {
  reference: string
  imageId: string
  part: string
  /** Operation that made it. */
  operationId: string
  /** Reference of the image that it was put on, when it is an increment: the next increments are put on that one too. */
  anchor?: string
  createdAt: Date
}

export interface EngineStorage {
  /** All layers of all images, each counted once. */
  imagesBytes: number
  /** Parts of the platform's image; `ownBytes` without layers that other images share. */
  parts: Array<{ part: string; sizeBytes: number; ownBytes: number }>
  buildCacheBytes: number
  buildCacheInUseBytes: number
  volumes: Array<{ name: string; environmentId: string; sizeBytes: number }>
}

export type LogLine = (line: string) => void
export interface EngineLogLine {
  at: string
  stream: 'stdout' | 'stderr'
  text: string
}
export interface EngineInfo {
  version: string
  apiVersion: string
  memoryBytes: number
  cpus: number
  rootDirectory: string
  diskFreeBytes?: number
}

export interface EngineMemory {
  availableBytes: number
  usedBytes: Record<string, number>
}

/** Counters that only grow, but for `memoryBytes`, which is of now. What the engine does not tell is absent. */
export interface UsageCounters {
  /** When they were read, by the clock of who read them: milliseconds since the epoch. */
  atMs: number
  cpuSeconds?: number
  memoryBytes?: number
  receivedBytes?: number
  sentBytes?: number
  readBytes?: number
  writtenBytes?: number
}
/** `memoryBytes`: the working set. */
export type ContainerUsage = UsageCounters

export interface ApplyContext {
  /** Resolves when the image exists on the engine; rejects when its build failed. Called before a container is created from it. */
  imageReady(reference: string): Promise<string>
  /** Values for `${NAME}` placeholders. */
  secrets: Record<string, string>
  operationId: string
  /** Called around every action: progress, and the place where cancelling is asked (`uncancellable` actions are not interrupted). */
  onAction(action: Action, phase: 'started' | 'succeeded' | 'failed' | 'skipped', detail?: string): Promise<void>
  /** Asked before a job's container is made: whether it need not run, and what is handed to it. */
  prepareJob?(job: string): Promise<JobPreparation>
  /** Awaited before anything that waits for the job begins. */
  onJobSucceeded(job: string, inputsHash: string): Promise<void>
  onLine(resource: string, line: string): void
  /** An earlier attempt may have switched traffic: a failure sends it back to what served before that one. */
  pastSwitch?: boolean
  signal: AbortSignal
}

export interface JobPreparation {
  /** It has nothing to do: it counts as succeeded. */
  skip?: boolean
  files?: HandedFile[]
  environment?: Record<string, string>
  /** Volumes of the engine by their own names, mounted read-only. They must exist. */
  volumes?: Array<{ name: string; target: string }>
}

/** A file for a one-off container, beneath `handedFolder`. */
export interface HandedFile {
  name: string
  content: Buffer
}

/** Where a one-off container finds the files that were handed to it. */
export const handedFolder = '/fun-files'

/** An argument vector with environment variables of its own; values are seen by whoever may inspect the engine. */
export interface ContainerCommand {
  argv: string[]
  environment: Record<string, string>
}

export interface TerminalInput {
  /** Marks its processes. */
  id: string
  argv: string[]
  /** As root; else as the image's user, or as nobody when that is root. */
  root: boolean
  columns: number
  rows: number
}

export interface EngineTerminal {
  /** What is written is typed; what is read is shown, as bytes. Reads end with the program; destroying it only cuts the connection. */
  stream: Duplex
  resize(columns: number, rows: number): Promise<void>
  /** After the end of `stream`; undefined when the engine cannot say. */
  exitCode(): Promise<number | undefined>
}

export interface BuildInput {
  /** Tar stream with the Dockerfile at `dockerfile`. */
  context: Readable
  dockerfile: string
  target?: string
  tag: string
  arguments: Record<string, string>
  labels: Record<string, string>
  onStep(step: BuildStep): void
  onLine: LogLine
}

/** A BuildKit vertex, decoded. Times are ISO 8601. */
export interface BuildStep {
  name: string
  cached: boolean
  startedAt?: string
  finishedAt?: string
  error?: string
}

export interface OneOffInput {
  project: string
  operationId: string
  name: string
  service: ComposeService
  secrets: Record<string, string>
  onLine: (line: string, stream: 'stdout' | 'stderr') => void
}

/** What the core needs from git. Implemented by adapters/git, the only code that runs git. */
export interface GitRepositories {
  /** Fetches branches and tags into the bare mirror of the source, and these refs by their whole names. Throws RepositoryUnreachable. */
  fetch(source: GitSource, signal: AbortSignal, furtherRefs?: string[]): Promise<void>
  /** What every branch and tag of the repository names now, by whole ref; nothing is fetched. Throws RepositoryUnreachable. */
  remoteHeads(source: GitSource, signal: AbortSignal): Promise<Map<string, string>>
  /** The same, with the whole ref that the repository calls its default branch. Throws RepositoryUnreachable. */
  remoteReferences(
    source: GitSource,
    signal: AbortSignal,
  ): Promise<{ heads: Map<string, string>; defaultRef: string | undefined }>
  /**
   * One commit without its history: what of `wanted.paths` its tree has, and what the files of `wanted.read` hold. Takes seconds where a fetch of
   * everything takes minutes. Throws RepositoryUnreachable and UnknownReference.
   */
  peek(source: GitSource, reference: string, wanted: PeekWanted, signal: AbortSignal): Promise<PeekedCommit>
  /** Whether `commit` is `ancestor` or comes after it; false also when the mirror does not have one of them. */
  contains(source: GitSource, commit: string, ancestor: string, signal: AbortSignal): Promise<boolean>
  /**
   * Commit id of a branch, a tag, or an (abbreviated) commit that a branch, a tag or one of `furtherRefs` has. Throws UnknownReference, also for a commit
   * that is in the mirror for another reason: of a pull request that was fetched once.
   */
  resolve(source: GitSource, reference: string, signal: AbortSignal, furtherRefs?: string[]): Promise<string>
  commit(
    source: GitSource,
    commit: string,
    signal: AbortSignal,
  ): Promise<{ id: string; subject: string; author: string; at: string }>
  /** `git ls-tree -r` of a commit. */
  tree(source: GitSource, commit: string, signal: AbortSignal): Promise<TreeEntry[]>
  /** `git archive` of the given paths as tar. */
  archive(source: GitSource, commit: string, paths: string[], signal: AbortSignal): Readable
  /** Content of one file, or undefined. */
  file(source: GitSource, commit: string, path: string, signal: AbortSignal): Promise<string | undefined>
  /** Bytes that all mirrors take on this worker's disk. */
  mirrorsBytes(signal: AbortSignal): Promise<number>
  /** Clones or updates a working tree for development at `folder`; never touches a tree with local changes. */
  checkout(source: GitSource, commit: string, folder: string, signal: AbortSignal): Promise<void>
}

/** Paths of a tree to look for, and of those the files to read. */
export interface PeekWanted {
  paths: readonly string[]
  read: readonly string[]
}

export interface PeekedCommit {
  id: string
  subject: string
  author: string
  /** ISO 8601 with the committer's offset. */
  at: string
  present: string[]
  /** Content by path, of files that exist. */
  files: Record<string, string>
}

export interface GitSource {
  id: string
  url: string
  credentials?: { user: string; password: string }
}
/** `mode` as git prints it (100644, 100755, 120000); `objectId` of the blob. */
export interface TreeEntry {
  path: string
  mode: string
  objectId: string
}
