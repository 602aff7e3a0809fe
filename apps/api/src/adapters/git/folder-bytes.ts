import { lstat, readdir } from 'node:fs/promises'

/** Bytes of all files beneath a folder; what vanishes meanwhile does not count. */
export async function folderBytes(folder: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) bytes += await folderBytes(path, signal)
    else if (entry.isFile()) bytes += (await lstat(path).catch(() => ({ size: 0 }))).size
  }
  return bytes
}
