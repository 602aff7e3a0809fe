import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

export interface IdleUse {
  /** Of all together, at the end: proportional set size, in MB of a million bytes. */
  megabytes: number
  /** Of one core, over the whole time, 0–1. */
  cpuShare: number
  each: Array<{ name: string; megabytes: number; cpuShare: number }>
}

const ticksPerSecond = 100
const settleSeconds = 30

/** Memory and processor time of processes and their children while nothing is asked of them, after half a minute of rest. Source: proc(5). */
export async function idleUse(processes: Record<string, number | undefined>, seconds: number): Promise<IdleUse> {
  await sleep(settleSeconds * 1_000)
  const names = Object.keys(processes)
  const trees = await Promise.all(names.map((name) => withChildren(processes[name] ?? 0)))
  const before = await Promise.all(trees.map(ticksOf))
  await sleep(seconds * 1_000)
  const after = await Promise.all(trees.map(ticksOf))
  const bytes = await Promise.all(trees.map(bytesOf))
  const each = names.map((name, index) => ({
    name,
    megabytes: (bytes[index] ?? 0) / 1e6,
    cpuShare: ((after[index] ?? 0) - (before[index] ?? 0)) / ticksPerSecond / seconds,
  }))
  const sum = (list: number[]) => list.reduce((total, one) => total + one, 0)
  return { megabytes: sum(each.map((one) => one.megabytes)), cpuShare: sum(each.map((one) => one.cpuShare)), each }
}

async function withChildren(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')))
  const children = lists.flatMap((text) => text.trim().split(' ').filter(Boolean).map(Number))
  return [pid, ...(await Promise.all(children.map(withChildren))).flat()]
}

async function ticksOf(pids: number[]): Promise<number> {
  const ticks = pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return (await Promise.all(ticks)).reduce((total, each) => total + each, 0)
}

async function bytesOf(pids: number[]): Promise<number> {
  const sizes = pids.map(async (pid) => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1_024
  })
  return (await Promise.all(sizes)).reduce((total, each) => total + each, 0)
}
