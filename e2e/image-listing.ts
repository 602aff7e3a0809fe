import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'

/** Every entry beneath a folder of an image as `type mode uid:gid path -> link sha256`, sorted: equal listings are equal folders. */
export async function imageListing(docker: Docker, reference: string, folder: string): Promise<string[]> {
  const container = await docker.createContainer({
    Image: reference,
    Cmd: ['true'],
    Labels: { 'fun.test-run': 'listing' },
  })
  try {
    return await containerListing(container, folder)
  } finally {
    await container.remove({ force: true })
  }
}

/** The same of a container, running or not. */
export async function containerListing(container: Docker.Container, folder: string): Promise<string[]> {
  const archive = await container.getArchive({ path: folder })
  const entries = extract()
  archive.on('error', (error) => entries.destroy(error))
  archive.pipe(entries)
  const lines: string[] = []
  for await (const entry of entries) {
    const { name, type, mode, uid, gid, linkname } = entry.header
    const hash = createHash('sha256')
    await pipeline(entry, hash)
    const content = type === 'file' ? hash.digest('hex') : ''
    lines.push(`${type} ${(mode ?? 0).toString(8)} ${uid}:${gid} ${name} -> ${linkname ?? ''} ${content}`)
  }
  return lines.sort()
}
