import { credentialsContext, type Encryption, secretContext } from '../adapters/store/encryption.ts'
import type { Environment, Host, Operation, Source } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import type { Claim } from '../operations/claim.ts'
import type { ContainerEngine, GitRepositories, GitSource } from '../ports.ts'
import type { JsonValue } from './json-value.ts'
import { keptSecretValues } from './kept-secret-values.ts'
import type { RunLog } from './run-log.ts'
import type { Steps } from './steps.ts'

/** One run of an operation by this worker: everything that its job and the pipeline share. */
export interface Run {
  deps: WorkerDeps
  claim: Claim
  operation: Operation
  engine: ContainerEngine
  git: GitRepositories
  steps: Steps
  log: RunLog
  /** Aborts when the operation is cancelled, the lease is lost or the worker stops. */
  signal: AbortSignal
  /** Facts pinned so far, by this or an earlier attempt. */
  result: Record<string, JsonValue>
  pin(facts: Record<string, JsonValue>): Promise<void>
}

export type EnvironmentWithSource = Environment & { source: Source; host: Host }

/** The source as git needs it; its password is protected from the log. */
export function gitSource(run: Run, source: Source): GitSource {
  const readable = readableSource(run.deps.encryption, source)
  if (readable.credentials) run.log.protect([readable.credentials.password])
  return readable
}

/** The source as git needs it, with its password: whoever logs must protect it. */
export function readableSource(encryption: Encryption, source: Source): GitSource {
  if (source.credentialsEncrypted === null) return { id: source.id, url: source.url }
  const value: unknown = JSON.parse(encryption.decrypt(source.credentialsEncrypted, credentialsContext(source.id)))
  if (typeof value !== 'object' || value === null || !('user' in value) || !('password' in value))
    return { id: source.id, url: source.url }
  return {
    id: source.id,
    url: source.url,
    credentials: { user: String(value.user), password: String(value.password) },
  }
}

/** Decrypted secrets of an environment with their versions. Every value that is kept is protected from the log from then on: old containers have old ones. */
export async function environmentSecrets(
  run: Run,
  environmentId: string,
): Promise<{ values: Record<string, string>; versions: Record<string, number> }> {
  const rows = await run.deps.store.secret.findMany({ where: { environmentId } })
  const values: Record<string, string> = {}
  const versions: Record<string, number> = {}
  for (const row of rows) {
    values[row.name] = run.deps.encryption.decrypt(row.valueEncrypted, secretContext(environmentId, row.name))
    versions[row.name] = row.version
  }
  run.log.protect(await keptSecretValues(run.deps, environmentId))
  return { values, versions }
}
