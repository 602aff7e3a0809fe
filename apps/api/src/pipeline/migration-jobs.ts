import { dirname } from 'node:path/posix'
import { z } from 'zod'
import { handedFolder, type JobPreparation } from '../ports.ts'
import { keepBaseline, readBaseline, rememberUse } from './baselines.ts'
import { isKept, type KeptRevision } from './kept-revision.ts'
import { baselineText } from './migration-facts.ts'
import type { PlannedDeployment } from './plan-deployment.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'
import { takeSnapshot } from './snapshots.ts'

/** The line that `fun.jobs migrate` ends with. */
const resultLine = /^fun-result (\{.*\})$/
const jobResult = z.object({
  /** The database was empty. */
  fresh: z.boolean(),
  restored: z.boolean(),
  /** Folders of the tree whose migrations the job's system applies. */
  folders: z.array(z.string()),
  applied: z.int(),
})
type JobResult = z.infer<typeof jobResult>

/** What an earlier attempt of the operation knew: it is pinned, because a migration that has ended tells nothing twice. */
const pinned = z.object({ fresh: z.boolean(), complete: z.boolean() })

/** Everything around the migration jobs of one deployment: snapshot before, baseline handed in, baseline kept after. */
export class MigrationJobs {
  readonly #run: Run
  readonly #prepared: Prepared | KeptRevision
  readonly #planned: PlannedDeployment
  readonly #secrets: Record<string, string>
  readonly #results = new Map<string, JobResult>()
  readonly #details = new Map<string, string>()

  constructor(
    run: Run,
    prepared: Prepared | KeptRevision,
    planned: PlannedDeployment,
    secrets: Record<string, string>,
  ) {
    this.#run = run
    this.#prepared = prepared
    this.#planned = planned
    this.#secrets = secrets
  }

  async prepare(job: string): Promise<JobPreparation> {
    if (!job.startsWith('migrate-')) return {}
    const { facts, baseline } = this.#planned.migrations
    if (facts.snapshot) await takeSnapshot(this.#run, this.#prepared, this.#secrets)
    if (job === 'migrate-cms') {
      const reason = this.#nothingLeft()
      if (reason === undefined) return {}
      this.#details.set(job, reason)
      return { skip: true }
    }
    if (baseline === undefined) return {}
    const content = await readBaseline(this.#run, baseline.key)
    if (content === undefined) return {}
    return {
      files: [{ name: 'baseline.sql.gz', content }],
      environment: {
        FUN_BASELINE: `${handedFolder}/baseline.sql.gz`,
        ...(baseline.complete ? { FUN_BASELINE_COMPLETE: '1' } : {}),
      },
    }
  }

  /** Why the CMS has nothing to migrate, or undefined where only its own look at the database tells. See docs/decisions. */
  #nothingLeft(): string | undefined {
    const { baseline } = this.#planned.migrations
    const lms = this.#results.get('migrate-lms')
    if (lms?.restored === true && baseline?.complete === true) return 'the baseline holds every migration'
    if (this.#pinned()?.complete === true) return 'the baseline holds every migration'
    const unseen = lms === undefined ? undefined : this.#unseen(lms)
    if (lms === undefined || unseen === undefined) return undefined
    const applied = new Set(lms.folders)
    if (!unseen.every((path) => applied.has(dirname(path)))) return undefined
    return 'nothing to do: the LMS applies every migration that is new'
  }

  /** Migration files that the databases had not seen before this deployment, as far as that is known. */
  #unseen({ fresh, restored }: JobResult): string[] | undefined {
    const { baseline, unseen } = this.#planned.migrations
    // A working tree may hold migrations that no commit has.
    if (this.#prepared.specification.kind === 'development') return undefined
    if (restored) return baseline?.sameLayout === true ? baseline.missing : undefined
    return fresh ? undefined : unseen
  }

  #pinned(): z.infer<typeof pinned> | undefined {
    const parsed = pinned.safeParse(this.#run.result.migration)
    return parsed.success ? parsed.data : undefined
  }

  /** Takes the line that is meant for the worker; false for all others. */
  take(job: string, line: string): boolean {
    const text = resultLine.exec(line)?.[1]
    if (text === undefined || !job.startsWith('migrate-')) return false
    const parsed = jobResult.safeParse(parseJson(text))
    if (parsed.success) this.#results.set(job, parsed.data)
    return true
  }

  /** To be awaited before anything that waits for the job begins: between the last migration and the first client nobody writes. */
  async succeeded(job: string): Promise<void> {
    const result = this.#results.get(job)
    if (job === 'migrate-lms' && result !== undefined) await this.#lmsSucceeded(result)
    if (job !== 'migrate-cms') return
    if (result !== undefined) this.#details.set(job, appliedText(result.applied))
    const known = this.#pinned()
    if (known?.fresh !== true || known.complete || isKept(this.#prepared)) return
    const kept = await keepBaseline(this.#run, this.#prepared, this.#secrets).catch(
      (error: unknown) => `no baseline is kept: ${error instanceof Error ? error.message : String(error)}`,
    )
    this.#run.log.write('job-migrate-cms', 'stdout', kept)
    await this.#run.pin({ baseline: kept })
    const before = this.#details.get(job)
    this.#details.set(job, [before, kept].filter((text) => text !== undefined).join('; '))
  }

  async #lmsSucceeded({ fresh, restored, applied }: JobResult): Promise<void> {
    const { baseline } = this.#planned.migrations
    const from = restored ? baseline : undefined
    await this.#run.pin({ migration: { fresh, complete: from?.complete === true } })
    if (from === undefined) return void this.#details.set('migrate-lms', appliedText(applied))
    await rememberUse(this.#run, from.key)
    this.#details.set('migrate-lms', `restored from ${baselineText(from)}; ${leftText(applied)}`)
  }

  /** What is shown beside a job's step when it has ended. */
  detail(job: string): string | undefined {
    return this.#details.get(job)
  }
}

const appliedText = (count: number): string =>
  count === 0 ? 'nothing to do' : `${count} ${count === 1 ? 'migration' : 'migrations'} applied`

const leftText = (count: number): string => `${count} ${count === 1 ? 'migration' : 'migrations'} left`

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
