import { readdir, readFile } from 'node:fs/promises'
import type { UsageCounters } from '../../ports.ts'
import type { EngineClient } from './engine-client.ts'

/** Ticks of the clock that /proc/stat counts in (USER_HZ; 100 on every architecture that Linux runs containers on). */
const ticksPerSecond = 100
/** /proc/diskstats counts in these, whatever a disk's own are. Source: Documentation/admin-guide/iostats.rst of the kernel. */
const sectorBytes = 512

/** Bridges, their ports and the loopback carry again what a real interface has carried. */
const virtualInterface = /^(lo|docker|br-|veth|virbr|tap|ifb|dummy|cali|flannel|cni)/
/** Parts and layers of other devices. */
const virtualDevice = /^(loop|ram|zram|dm-|md)/

/** What this machine has used since it started, as its kernel counts; undefined when the engine runs elsewhere or there is no /proc. */
export async function hostUsage(client: Pick<EngineClient, 'socketPath'>): Promise<UsageCounters | undefined> {
  if (client.socketPath === undefined) return undefined
  const read = (path: string) => readFile(path, 'utf8').catch(() => '')
  const [stat, memory, network, disks, devices] = await Promise.all([
    read('/proc/stat'),
    read('/proc/meminfo'),
    read('/proc/net/dev'),
    read('/proc/diskstats'),
    readdir('/sys/block').catch((): string[] => []),
  ])
  if (stat === '') return undefined
  return {
    atMs: Date.now(),
    ...cpuOf(stat),
    ...memoryOf(memory),
    ...networkOf(network),
    ...disksOf(
      disks,
      devices.filter((device) => !virtualDevice.test(device)),
    ),
  }
}

/** user nice system idle iowait irq softirq …: all of these but idle and iowait is work. Source: proc_stat(5). */
function cpuOf(stat: string): Pick<UsageCounters, 'cpuSeconds'> {
  const ticks = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  if (ticks === undefined) return {}
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks
  return { cpuSeconds: (user + nice + system + irq + softirq) / ticksPerSecond }
}

function memoryOf(meminfo: string): Pick<UsageCounters, 'memoryBytes'> {
  const bytes = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  }
  const total = bytes('MemTotal')
  const available = bytes('MemAvailable')
  return total === undefined || available === undefined ? {} : { memoryBytes: total - available }
}

function networkOf(dev: string): Pick<UsageCounters, 'receivedBytes' | 'sentBytes'> {
  const rows = dev.split('\n').flatMap((line) => {
    const [name = '', counters] = line.split(':')
    if (counters === undefined || virtualInterface.test(name.trim())) return []
    const numbers = counters.trim().split(/\s+/).map(Number)
    return [{ received: numbers[0] ?? 0, sent: numbers[8] ?? 0 }]
  })
  if (rows.length === 0) return {}
  return {
    receivedBytes: rows.reduce((sum, { received }) => sum + received, 0),
    sentBytes: rows.reduce((sum, { sent }) => sum + sent, 0),
  }
}

function disksOf(diskstats: string, devices: string[]): Pick<UsageCounters, 'readBytes' | 'writtenBytes'> {
  const rows = diskstats.split('\n').flatMap((line) => {
    const [, , name = '', , , sectorsRead, , , , sectorsWritten] = line.trim().split(/\s+/)
    return devices.includes(name) ? [{ read: Number(sectorsRead), written: Number(sectorsWritten) }] : []
  })
  if (rows.length === 0) return {}
  return {
    readBytes: rows.reduce((sum, { read }) => sum + read, 0) * sectorBytes,
    writtenBytes: rows.reduce((sum, { written }) => sum + written, 0) * sectorBytes,
  }
}
