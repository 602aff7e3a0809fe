import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { mountableTree } from './working-tree.ts'

const home = realpathSync(mkdtempSync(`${tmpdir()}/fun-tree-`))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('mounts a tree beneath a root, and none that a link has since led elsewhere', async () => {
  const root = `${home}/root`
  mkdirSync(`${root}/tree`, { recursive: true })
  mkdirSync(`${home}/root-beside`)
  symlinkSync('/etc', `${root}/link`)
  expect(await mountableTree(`${root}/tree`, [root])).toBe(`${root}/tree`)
  for (const folder of [`${root}/link`, `${root}/absent`, `${home}/root-beside`])
    await expect(mountableTree(folder, [root])).rejects.toMatchObject({ code: 'working-tree-missing' })
})
