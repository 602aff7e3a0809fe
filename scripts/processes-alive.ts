import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process as its pid and start time (clock ticks since boot), so that a pid used again is not taken for it. */
export interface ProcessIdentity {
  pid: number
  startTicks: string
}

/** Undefined when no such process runs, or only its zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state] = fields
    const startTicks = fields[19]
    return state === 'Z' || startTicks === undefined ? undefined : { pid, startTicks }
  } catch {
    return undefined
  }
}

export function isAlive(identity: ProcessIdentity | undefined): boolean {
  return identity !== undefined && identify(identity.pid)?.startTicks === identity.startTicks
}

/** SIGTERM, then SIGKILL after `graceMs`. Returns once the process is gone. */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isAlive(identity)) return
    sendSignal(identity.pid, signal)
    const deadline = Date.now() + waitMs
    while (isAlive(identity) && Date.now() < deadline) await sleep(50)
  }
}

/** False when the process had gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** Pids of processes (that this user may look into) whose environment holds `NAME=value`. */
export function processesWithVariable(assignment: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => readProc(pid, 'environ').split('\0').includes(assignment) && identify(Number(pid)) !== undefined)
    .map(Number)
}

/** The command line of a process, for a person to recognise it; empty when it is not known. */
export function commandLine(pid: number): string {
  return readProc(String(pid), 'cmdline').replaceAll('\0', ' ').trim()
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
