import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { ConfigurationSet, RenderedFile } from '@fun/compose-model/rendered-environment'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrationsHash, staticSettingsHash, writeHostFolders } from './render.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/fun-render-`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = (path: string, content: string, more: Partial<RenderedFile> = {}): RenderedFile => ({
  path,
  content,
  mode: 0o644,
  ...more,
})
const set = (files: RenderedFile[]): ConfigurationSet[] => [
  { name: 'openedx', placement: { kind: 'host-folder', path: folder }, files, hash: '' },
]

it('writes what changed, and never over a file that a person edits', async () => {
  const files = [file('fun/common.py', 'a'), file('lms.local.yml', 'template', { keepExisting: true })]
  expect(await writeHostFolders(set(files))).toEqual(['fun/common.py', 'lms.local.yml'])
  await writeFile(`${folder}/lms.local.yml`, 'mine')
  expect(await writeHostFolders(set([file('fun/common.py', 'b'), ...files.slice(1)]))).toEqual(['fun/common.py'])
  expect(await readFile(`${folder}/lms.local.yml`, 'utf8')).toBe('mine')
  expect(await writeHostFolders(set([file('fun/common.py', 'b')]))).toEqual([])
})

it('collects static files anew for settings that speak of them, and for no others', () => {
  const settings = (yaml: string, python = 'x = 1') =>
    staticSettingsHash(set([file('lms.yml', yaml), file('fun/lms_production.py', python)]))
  const before = settings('STATIC_URL_BASE: /static/\nLMS_BASE: a.example\n')
  expect(settings('STATIC_URL_BASE: /static/\nLMS_BASE: b.example\n')).toBe(before)
  expect(settings('STATIC_URL_BASE: /files/\nLMS_BASE: a.example\n')).not.toBe(before)
  expect(settings('STATIC_URL_BASE: /static/\nLMS_BASE: a.example\n', 'x = 2')).not.toBe(before)
})

it('asks for migrations when a migration or a dependency changes, and for nothing else', () => {
  const entry = (path: string, objectId: string) => ({ path, objectId, mode: '100644' })
  const tree = [entry('lms/app/migrations/0001_initial.py', 'a'), entry('lms/app/views.py', 'b')]
  const before = migrationsHash(tree, 'python')
  expect(migrationsHash([...tree.slice(0, 1), entry('lms/app/views.py', 'c')], 'python')).toBe(before)
  expect(migrationsHash([entry('lms/app/migrations/0001_initial.py', 'z')], 'python')).not.toBe(before)
  expect(migrationsHash(tree, 'other')).not.toBe(before)
})
