import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { type ContextFile, contextHash, contextTar } from './build-context.ts'

const recipe: ContextFile[] = [
  { path: 'docker/openedx/Dockerfile', content: Buffer.from('FROM ours'), mode: 0o644 },
  { path: 'docker/openedx/bin/build', content: Buffer.from('#!/bin/sh'), mode: 0o755 },
]

function archive(): Readable {
  const out = pack()
  out.entry({ name: 'docker/openedx/Dockerfile' }, 'FROM theirs')
  out.entry({ name: 'lms/urls.py' }, 'urlpatterns = []')
  out.entry({ name: 'cms/static/common', type: 'symlink', linkname: '../../common' })
  out.entry({ name: 'manage.py', mode: 0o755 }, 'x'.repeat(100_000))
  out.finalize()
  return Readable.from(out, { objectMode: false })
}

async function read(tar: Readable) {
  const entries: Record<string, string> = {}
  const reading = extract()
  const piped = pipeline(tar, reading)
  piped.catch(() => undefined)
  for await (const entry of reading) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
    const { name, type, linkname, mode } = entry.header
    const content = type === 'symlink' ? `-> ${linkname}` : Buffer.concat(chunks).toString()
    entries[name] = `${((mode ?? 0) & 0o111) === 0 ? '' : 'x '}${content}`
  }
  await piped
  return entries
}

it('holds the recipe and the tree, and the tree cannot replace the recipe that builds it', async () => {
  const entries = await read(contextTar(recipe, archive()))
  expect(entries['docker/openedx/Dockerfile']).toBe('FROM ours')
  expect(entries['docker/openedx/bin/build']).toBe('x #!/bin/sh')
  expect(entries['lms/urls.py']).toBe('urlpatterns = []')
  expect(entries['cms/static/common']).toContain('-> ../../common')
  expect(entries['manage.py']).toBe(`x ${'x'.repeat(100_000)}`)
})

it('fails when the archive fails, instead of building from half a tree', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(10)
      throw new Error('git archive ended with 128')
    })(),
  )
  await expect(read(contextTar(recipe, broken))).rejects.toThrow()
})

it('hashes paths, modes and contents', () => {
  const [first, second] = recipe
  if (!first || !second) throw new Error('no recipe')
  const changed = (file: ContextFile) => contextHash([file, second])
  expect(
    new Set([
      contextHash(recipe),
      changed({ ...first, mode: 0o755 }),
      changed({ ...first, path: 'x' }),
      changed({ ...first, content: Buffer.from('') }),
    ]).size,
  ).toBe(4)
})
