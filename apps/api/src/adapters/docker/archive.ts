import { Readable } from 'node:stream'
import { extract, pack } from 'tar-stream'

/** A file in a tar, owned by root unless it says otherwise. `mode`: permission bits. */
export interface ArchiveFile extends PackableFile {
  content: string
}

/** What a tar can be made of: text or bytes. */
export interface PackableFile {
  path: string
  content: string | Buffer
  mode: number
  uid?: number
  gid?: number
}

/** A tar of files, with their folders (0755). */
export async function packFiles(files: readonly PackableFile[]): Promise<Buffer> {
  const tar = pack()
  const folders = new Set<string>()
  for (const { path, content, mode, uid = 0, gid = 0 } of files) {
    for (const folder of parents(path)) {
      if (folders.has(folder)) continue
      folders.add(folder)
      tar.entry({ name: folder, type: 'directory', mode: 0o755, uid, gid })
    }
    tar.entry({ name: path, mode, uid, gid, mtime: new Date(0) }, content)
  }
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(asBuffer(chunk))
  return Buffer.concat(chunks)
}

/** Plain files of a tar; paths as they stand in it. Throws RangeError beyond `sizeBytesMax`. */
export async function unpackFiles(
  tar: AsyncIterable<unknown>,
  sizeBytesMax = 16 * 1024 * 1024,
): Promise<ArchiveFile[]> {
  const reader = extract()
  const files: ArchiveFile[] = []
  Readable.from(tar)
    .on('error', (error) => reader.destroy(error))
    .pipe(reader)
  let sizeBytes = 0
  for await (const entry of reader) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) {
      const bytes = asBuffer(chunk)
      sizeBytes += bytes.length
      if (sizeBytes > sizeBytesMax) throw new RangeError(`archive is larger than ${sizeBytesMax} bytes`)
      chunks.push(bytes)
    }
    const { name, type, mode = 0o644, uid = 0, gid = 0 } = entry.header
    if (type === 'file') files.push({ path: name, content: Buffer.concat(chunks).toString('utf8'), mode, uid, gid })
  }
  return files
}

const asBuffer = (chunk: unknown): Buffer =>
  chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk))

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_part, index) => `${parts.slice(0, index + 1).join('/')}/`)
}
