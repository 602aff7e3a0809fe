import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { commandLine } from './processes-alive.ts'

/** Who listens on a TCP port of this machine. `pid` is absent when this user may not see it. */
export interface PortHolder {
  port: number
  pid: number | undefined
  command: string
}

const listening = '0A'

/** Holders of those of `ports` that are taken, by /proc: nothing has to be installed for it. */
export function portHolders(ports: number[]): PortHolder[] {
  const inodes = new Map<string, number>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readTable(table)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      const port = Number.parseInt(local?.split(':')[1] ?? '', 16)
      if (state === listening && inode !== undefined && ports.includes(port)) inodes.set(`socket:[${inode}]`, port)
    }
  }
  if (inodes.size === 0) return []
  const pids = socketOwners(inodes)
  const taken = [...new Set(inodes.values())]
  return taken.map((port) => {
    const pid = pids.get(port)
    return { port, pid, command: pid === undefined ? 'a process of another user' : commandLine(pid) }
  })
}

function socketOwners(inodes: Map<string, number>): Map<number, number> {
  const owners = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    for (const target of openFiles(entry)) {
      const port = inodes.get(target)
      if (port !== undefined) owners.set(port, Number(entry))
    }
  }
  return owners
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => linkTarget(`/proc/${pid}/fd/${descriptor}`))
  } catch {
    return []
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readTable(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
