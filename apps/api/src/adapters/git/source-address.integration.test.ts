import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import { type GitRuntime, runGit } from './run-git.ts'
import { sourceAddress } from './source-address.ts'

const folder = mkdtempSync(`${tmpdir()}/fun-git-`)
const runtime = (allow: string[], allowPrivate = false): GitRuntime => ({
  mirrorsFolder: folder,
  developmentRoots: [],
  guard: createAddressGuard(allow, allowPrivate),
  environment: { PATH: process.env.PATH, HOME: folder },
  fetchTimeoutMs: 10_000,
})
const source = (url: string) => ({ id: 'source', url })
let server: Server
let port = 0
let connections = 0
beforeAll(async () => {
  server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

it('the server’s own configuration opens a private address to git, and no other', async () => {
  const opened = await sourceAddress(runtime(['127.0.0.1']), source('https://127.0.0.1/x.git'))
  expect(opened.configuration).toContainEqual(['http.curloptResolve', '127.0.0.1:443:127.0.0.1'])
  for (const url of ['https://127.0.0.2/x.git', 'ssh://git@[::1]/x.git', 'git@10.0.0.1:x.git'])
    await expect(sourceAddress(runtime(['127.0.0.1']), source(url))).rejects.toThrow('private address')
  expect(await sourceAddress(runtime([], true), source('git@10.0.0.1:x.git'))).toMatchObject({ allowProtocol: 'ssh' })
})

it('ssh connects to the address that was checked, and does not look the name up again', async () => {
  const checked = await sourceAddress(runtime(['localhost']), source(`ssh://git@localhost:${port}/x.git`))
  expect(checked.sshHost).toMatchObject({ name: 'localhost', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) })
  const before = connections
  const lookUp = runGit(runtime([]), {
    arguments: ['ls-remote', '--', `ssh://git@absent.invalid:${port}/x.git`],
    allowProtocol: 'ssh',
    sshHost: { name: 'absent.invalid', address: '127.0.0.1' },
    timeoutMs: 10_000,
    signal: AbortSignal.timeout(20_000),
  })
  await expect(lookUp).rejects.toThrow()
  expect(connections).toBe(before + 1)
})

it.each(['ssh://git@$(touch${IFS}x)/y.git', 'ssh://git@a;b/y.git', 'ssh://git@"a"/y.git'])(
  'a host that is no name is refused: %s',
  async (url) => {
    await expect(sourceAddress(runtime([], true), source(url))).rejects.toThrow()
  },
)
