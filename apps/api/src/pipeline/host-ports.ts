import { readdir, readFile, readlink } from 'node:fs/promises'

/** A listening TCP socket of this machine. `inode` leads to the process that holds it. */
export interface ListeningSocket {
  address: string
  port: number
  inode: string
}

/** Parses /proc/net/tcp or /proc/net/tcp6: sockets in state LISTEN (0A). Source: Linux Documentation/networking/proc_net_tcp. */
export function parseListening(text: string): ListeningSocket[] {
  const sockets: ListeningSocket[] = []
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const [address, port] = fields[1]?.split(':') ?? []
    const inode = fields[9]
    if (fields[3] !== '0A' || address === undefined || port === undefined || inode === undefined) continue
    sockets.push({ address: printAddress(address), port: Number.parseInt(port, 16), inode })
  }
  return sockets
}

/** Each group of four bytes is in the machine's order (little endian here). */
function printAddress(hex: string): string {
  const groups = hex.match(/.{8}/g) ?? []
  const bytes = groups.flatMap((group) => (group.match(/../g) ?? []).reverse())
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
  if (bytes.every((byte) => byte === '00')) return '::'
  const words = Array.from({ length: 8 }, (_, index) =>
    Number.parseInt(`${bytes[2 * index]}${bytes[2 * index + 1]}`, 16),
  )
  return words.map((word) => word.toString(16)).join(':')
}

/** Whether a socket on `held` keeps another from binding `wanted`. */
export function addressesCollide(held: string, wanted: string): boolean {
  const any = (address: string) => address === '0.0.0.0' || address === '::'
  return held === wanted || any(held) || any(wanted)
}

/** Listening sockets of this machine; empty where there is no /proc. */
export async function listeningSockets(): Promise<ListeningSocket[]> {
  const texts = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  )
  return texts.flatMap(parseListening)
}

/** `name (process 123)` of the holder of a socket, or undefined when this user may not see it. */
export async function processOf(inode: string): Promise<string | undefined> {
  const wanted = `socket:[${inode}]`
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if ((await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')) !== wanted) continue
      const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim()
      return `${name} (process ${pid})`
    }
  }
  return undefined
}
