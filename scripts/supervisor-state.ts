import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { endProcess, isAlive } from './processes-alive.ts'
import type { Settings } from './settings.ts'

const identity = z.object({ pid: z.number(), startTicks: z.string() })

/** What the supervisor writes to var/run/supervisor.json whenever something changes. */
const supervisorState = z.object({
  supervisor: identity,
  /** Of the code and the environment that the processes were started with. */
  fingerprint: z.string(),
  processes: z.array(
    z.object({ name: z.string(), identity: identity.nullable(), restarts: z.number(), startedAt: z.iso.datetime() }),
  ),
})
export type SupervisorState = z.infer<typeof supervisorState>

export function statePath(settings: Settings): string {
  return join(settings.dataDir, 'run', 'supervisor.json')
}

/** The last state written, also by a supervisor that is gone. Undefined when there never was one. */
export function readSupervisorState(settings: Settings): SupervisorState | undefined {
  const path = statePath(settings)
  return existsSync(path) ? supervisorState.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined
}

/** The state of a supervisor that runs now. */
export function runningSupervisor(settings: Settings): SupervisorState | undefined {
  const state = readSupervisorState(settings)
  return state !== undefined && isAlive(state.supervisor) ? state : undefined
}

/** Ends what a supervisor that was killed has left behind: it holds the ports. Nothing happens while one runs. */
export async function endOrphans(settings: Settings): Promise<string[]> {
  if (runningSupervisor(settings) !== undefined) return []
  const orphans = (readSupervisorState(settings)?.processes ?? []).filter(
    (each) => each.identity !== null && isAlive(each.identity),
  )
  await Promise.all(orphans.map((each) => (each.identity === null ? undefined : endProcess(each.identity, 10_000))))
  return orphans.map((each) => each.name)
}

/** Replaces the file whole: a reader never sees half of it. */
export function writeSupervisorState(settings: Settings, state: SupervisorState): void {
  const path = statePath(settings)
  writeFileSync(`${path}.partial`, JSON.stringify(state, undefined, 2))
  renameSync(`${path}.partial`, path)
}
