import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, type Pack, pack } from 'tar-stream'

/** A file of a recipe: path in the build context, content, executable or not. */
export interface ContextFile {
  path: string
  content: Buffer
  mode: number
}

/** All files beneath `folder`, sorted, at `prefix` in the context. Modes are reduced to what git keeps. */
export async function readFolder(folder: string, prefix = ''): Promise<ContextFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
  return Promise.all(
    paths.map(async (path) => ({
      path: `${prefix}${path.slice(folder.replace(/\/$/, '').length + 1)}`,
      content: await readFile(path),
      mode: ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755,
    })),
  )
}

/** sha256 over paths, modes and contents. */
export function contextHash(files: ContextFile[]): string {
  const hash = createHash('sha256')
  for (const file of files)
    hash.update(`${file.mode.toString(8)} ${file.content.length}\t${file.path}\0`).update(file.content)
  return hash.digest('hex')
}

/**
 * A build context: the files, and after them the entries of `archive` (a tar from git), as one tar stream. Entries of the archive
 * that would replace one of the files are left out: a tree cannot change the recipe that builds it.
 */
export function contextTar(files: ContextFile[], archive: Readable | undefined): Readable {
  const out = pack()
  // It may fail before its turn comes; the copying then finds it broken.
  archive?.on('error', () => undefined)
  const own = new Set(files.map((file) => file.path))
  const made = async () => {
    for (const file of files) await addFile(out, file)
    if (archive) await copyEntries(archive, out, own)
    out.finalize()
  }
  made().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(out, { objectMode: false })
}

const epoch = new Date(0)

function addFile(out: Pack, file: ContextFile): Promise<void> {
  return new Promise((resolve, reject) => {
    out.entry({ name: file.path, mode: file.mode, mtime: epoch }, file.content, (error) =>
      error ? reject(error) : resolve(),
    )
  })
}

async function copyEntries(archive: Readable, out: Pack, own: Set<string>): Promise<void> {
  const entries = extract()
  const failed = pipeline(archive, entries)
  const copied = (async () => {
    for await (const entry of entries) {
      const { name, type = 'file', mode, linkname, size } = entry.header
      if (own.has(name)) {
        entry.resume()
        continue
      }
      const target = out.entry({
        name,
        type,
        mode: mode ?? 0o644,
        mtime: epoch,
        size: size ?? 0,
        ...(linkname ? { linkname } : {}),
      })
      await pipeline(entry, target)
    }
  })()
  await Promise.all([failed, copied])
}
