import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fun, startFun } from './testing/fun-process.ts'
import { type PortalProcess, startPortalProcess } from './testing/portal-process.ts'

let portal: PortalProcess
let folder: string
let signedIn: Record<string, string>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fun-cli-'))
  portal = await startPortalProcess('cli')
  signedIn = { FUN_URL: portal.url, FUN_TOKEN: portal.token }
})
afterAll(async () => {
  await portal?.stop()
  await rm(folder, { recursive: true, force: true })
})

const document = z.record(z.string(), z.unknown())
const parsed = (text: string) => document.parse(JSON.parse(text))
const esc = String.fromCharCode(27)
const work = { key: 'work', position: 0, title: 'Build code' } as const
const problem = {
  type: 'urn:fun:problem:build-failed',
  title: 'The build failed',
  status: 422,
  code: 'build-failed',
  detail: 'The requirements do not fit together.',
  cure: 'Correct requirements/edx/base.txt and push again.',
  log: ['ERROR: ResolutionImpossible'],
}

describe('who may', () => {
  test('sign in with a token from a pipe: it is kept for its owner alone, used from then on, and forgotten', async () => {
    const own = { XDG_CONFIG_HOME: join(folder, 'own') }
    const file = join(folder, 'own/fun/config.json')
    await portal.makeEnvironment('signed-in')
    const login = await fun(['login', portal.url, '--name', 'here'], own, `${portal.token}\n`)
    expect(login).toMatchObject({ exitCode: 0, stdout: '' })
    expect(login.stderr).toContain(`Signed in to ${portal.url}`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'own/fun'))).mode & 0o777).toBe(0o700)
    const list = await fun(['env', 'list'], own)
    expect(list.stdout).toMatch(/^NAME\s+KIND\s+RELEASE\s+HEALTH/)
    expect(list.stdout).toContain('signed-in')
    const contexts = await fun(['context', 'list', '--json'], own)
    expect(JSON.parse(contexts.stdout)).toEqual([{ name: 'here', url: portal.url, inUse: true }])
    for (const { stdout, stderr } of [login, list, contexts]) expect(stdout + stderr).not.toContain(portal.token)
    expect(await fun(['logout'], own)).toMatchObject({ exitCode: 0 })
    expect(await readFile(file, 'utf8')).not.toContain(portal.token)
    expect(await fun(['env', 'list'], own)).toMatchObject({ exitCode: 4 })
  })

  test('a wrong token is refused with 4, kept nowhere, and not shown', async () => {
    const own = { XDG_CONFIG_HOME: join(folder, 'wrong') }
    const refused = await fun(['login', portal.url], own, 'fun_wrong_token')
    expect(refused.exitCode).toBe(4)
    expect(refused.stderr).toContain('unauthenticated')
    expect(refused.stderr).not.toContain('fun_wrong_token')
    await expect(stat(join(folder, 'wrong/fun/config.json'))).rejects.toThrow('ENOENT')
    expect(await fun(['env', 'list'], { ...signedIn, FUN_TOKEN: 'fun_wrong_token' })).toMatchObject({ exitCode: 4 })
  })

  test('a portal that does not answer ends with 4, and as JSON when that was asked for', async () => {
    const away = await fun(['env', 'list', '--json'], { FUN_URL: 'http://127.0.0.1:1', FUN_TOKEN: 'fun_x' })
    expect(away).toMatchObject({ exitCode: 4, stdout: '' })
    expect(parsed(away.stderr)).toMatchObject({
      code: 'unreachable',
      detail: expect.stringContaining('Nothing answers'),
    })
  })

  test('a token is printed once and alone, narrowed as asked, and works until it is revoked', async () => {
    await portal.makeEnvironment('narrow')
    const words = ['token', 'create', 'ci', '--action', 'environment:deploy', '--environment', 'narrow', '--days', '7']
    const made = await fun(words, signedIn)
    expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^fun_\S+\n$/) })
    const ci = { FUN_URL: portal.url, FUN_TOKEN: made.stdout.trim() }
    expect(await fun(['env', 'show', 'narrow'], ci)).toMatchObject({ exitCode: 0 })
    expect(await fun(['env', 'stop', 'narrow'], ci)).toMatchObject({ exitCode: 4 })
    const list = await fun(['token', 'list'], signedIn)
    expect(list.stdout).toContain('environment:deploy')
    expect(list.stdout + made.stderr).not.toContain(made.stdout.trim())
    const id = /token revoke (\S+)/.exec(made.stderr)?.[1] ?? ''
    expect(await fun(['token', 'revoke', id], signedIn)).toMatchObject({ exitCode: 0 })
    expect(await fun(['env', 'show', 'narrow'], ci)).toMatchObject({ exitCode: 4 })
  })
})

describe('what is asked for', () => {
  test('an environment that is not there is 1, with its problem as one JSON document', async () => {
    const plain = await fun(['env', 'show', 'nowhere'], signedIn)
    expect(plain).toMatchObject({ exitCode: 1, stdout: '' })
    expect(plain.stderr).toContain('(not-found)')
    const { stderr, exitCode } = await fun(['deploy', 'nowhere', '--json'], signedIn)
    expect(exitCode).toBe(1)
    expect(parsed(stderr)).toMatchObject({ status: 404, code: 'not-found' })
  })

  test('a wrong command line is 2, and a misspelt command is named', async () => {
    expect(await fun(['deplyo', 'x'], signedIn)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('deploy?'),
    })
    expect(await fun(['deploy'], signedIn)).toMatchObject({ exitCode: 2 })
    expect(await fun(['run', 'any', '--', 'bash'], signedIn)).toMatchObject({ exitCode: 2 })
    expect(await fun(['env', 'destroy', 'any'], signedIn)).toMatchObject({ exitCode: 2 })
    expect(await fun(['deploy', '--help'], {})).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--ref') })
  })

  test('a new environment and a changed one are what the API then answers', async () => {
    const words = ['env', 'create', 'made', '--source', 'platform', '--lms-port', '31001', '--cms-port', '31002']
    expect(await fun([...words, '--set', 'platformName=My University'], signedIn)).toMatchObject({ exitCode: 0 })
    expect(await fun(['env', 'set', 'made', 'lms.smokePath=/courses', '--auto-deploy', 'off'], signedIn)).toMatchObject(
      { exitCode: 0 },
    )
    const { stdout } = await fun(['env', 'show', 'made', '--json'], signedIn)
    expect(parsed(stdout)).toMatchObject({
      autoDeploy: false,
      specification: { platformName: 'My University', lms: { port: 31_001, smokePath: '/courses' } },
    })
    const reference = await fun(['env', 'set', 'made', 'reference=release'], signedIn)
    expect(reference).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--ref release') })
    const refused = await fun(['env', 'set', 'made', 'lms.port=high'], signedIn)
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('lms.port') })
  })
})

describe('sources', () => {
  const url = 'https://example.org/theme.git'

  test('are added, listed, shown and removed, with a password from a pipe that nothing shows again', async () => {
    const added = await fun(['source', 'add', 'theme', url, '--user', 'deploy'], signedIn, 'a-hidden-password\n')
    expect(added).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringContaining('--source theme') })
    const list = await fun(['source', 'list'], signedIn)
    expect(list.stdout).toMatch(/^NAME\s+ADDRESS\s+CREDENTIALS\s+LOOKED AT/)
    expect(list.stdout).toMatch(/^theme\s+https:\/\/example\.org\/theme\.git\s+yes\s+not yet/m)
    const shown = await fun(['source', 'show', 'theme'], signedIn)
    expect(shown.stdout).toMatch(/^webhook secret\s+no$/m)
    const document = await fun(['source', 'show', 'theme', '--json'], signedIn)
    expect(parsed(document.stdout)).toMatchObject({ name: 'theme', url, hasCredentials: true })
    for (const { stdout, stderr } of [added, list, shown, document])
      expect(stdout + stderr).not.toContain('a-hidden-password')
    expect(await fun(['complete', '--', 'source', 'show', 'th'], signedIn)).toMatchObject({ stdout: 'theme\n' })
    expect(await fun(['source', 'remove', 'theme'], signedIn)).toMatchObject({ exitCode: 0 })
    expect(await fun(['source', 'show', 'theme'], signedIn)).toMatchObject({ exitCode: 1 })
  })

  test('that cannot be are refused with the field, and one in use stays', async () => {
    const refused = await fun(['source', 'add', 'wrong', 'ftp://example.org/x.git'], signedIn)
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('url:') })
    const nothing = await fun(['source', 'add', 'empty', url, '--user', 'deploy'], signedIn, '')
    expect(nothing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing was entered.') })
    await portal.makeEnvironment('of-platform')
    const used = await fun(['source', 'remove', 'platform'], signedIn)
    expect(used).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('source-in-use') })
  })
})

describe('what is followed', () => {
  test('a plan is printed without numbers of actions, and summed up', async () => {
    const environment = await portal.makeEnvironment('planned')
    const running = startFun(['plan', 'planned'], signedIn)
    const operation = await portal.take(environment)
    const plan =
      '[] -> #1 container planned-lms-2, create, image changed\n[1] -> #2 container planned-lms-2, start, created'
    await operation.finish({ state: 'succeeded', result: { plan, planHash: 'abc' } })
    const { exitCode, stdout, stderr } = await running.ended
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toBe(
      '+ container planned-lms-2: create (image changed)\n~ container planned-lms-2: start (created)\n\n2 actions: 1 create, 1 other.\n',
    )
    expect(stderr).toContain('--plan-hash abc')
  })

  test('a deploy that is served ends with 0, and its steps are lines without escape codes', async () => {
    const environment = await portal.makeEnvironment('served')
    const running = startFun(['deploy', 'served', '--ref', 'main'], signedIn)
    const operation = await portal.take(environment)
    await operation.step({ ...work, state: 'running' })
    await operation.step({ ...work, state: 'succeeded', detail: '3 files' })
    await operation.finish({ state: 'succeeded', result: { commit: 'b'.repeat(40), commitSubject: 'A change' } })
    const { exitCode, stderr, stdout } = await running.ended
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(/… Build code\n✓ Build code [\d.]+ s: 3 files\n✓ served serves bbbbbbb A change after/)
    expect(stdout + stderr).not.toContain(esc)
  })

  test('a deploy that fails ends with 1, its log and the cure', async () => {
    const environment = await portal.makeEnvironment('failing')
    const running = startFun(['deploy', 'failing'], signedIn)
    const operation = await portal.take(environment)
    await operation.step({ ...work, state: 'running' })
    await operation.finish({ state: 'failed', problem })
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(1)
    expect(stderr).toContain('✗ Build code')
    expect(stderr).toContain('│ ERROR: ResolutionImpossible')
    expect(stderr).toContain('The requirements do not fit together. (build-failed)\nCorrect requirements/edx/base.txt')
  })

  test('with --json a deploy is one document: the operation as it ended', async () => {
    const environment = await portal.makeEnvironment('as-json')
    const running = startFun(['deploy', 'as-json', '--json'], signedIn)
    await (await portal.take(environment)).finish({ state: 'failed', problem })
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(1)
    expect(parsed(stdout)).toMatchObject({ kind: 'deploy', state: 'failed', problem: { code: 'build-failed' } })
  })

  test('with --no-wait the id is all that is printed, and what is followed later ends with 3 when it was cancelled', async () => {
    const environment = await portal.makeEnvironment('later')
    const queued = await fun(['deploy', 'later', '--no-wait'], signedIn)
    expect(queued.stdout).toMatch(/^[0-9a-f-]{36}\n$/)
    const id = queued.stdout.trim()
    const running = startFun(['operations', 'follow', id, '--json'], signedIn)
    await running.says('"queued"')
    expect(await fun(['operations', 'cancel', id], signedIn)).toMatchObject({ exitCode: 0 })
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(3)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((each) => parsed(each))
        .at(-1),
    ).toMatchObject({ type: 'state', state: 'cancelled' })
    const list = await fun(['operations', 'list', '--environment', 'later', '--state', 'cancelled', '--json'], signedIn)
    expect(JSON.parse(list.stdout)).toMatchObject([{ id, state: 'cancelled' }])
    expect(environment).not.toBe('')
  })

  test('a command of manage.py gives its output, errors apart, and its exit code', async () => {
    const environment = await portal.makeEnvironment('managed')
    const running = startFun(['run', 'managed', '--', 'manage.py', 'cms', 'check', '--deploy'], signedIn)
    const operation = await portal.take(environment)
    await operation.log(['checked', `${esc}[31mred${esc}[0m`])
    await operation.log(['a warning'], 'stderr')
    await operation.finish({
      state: 'failed',
      problem: { ...problem, code: 'command-failed' },
      result: { exitCode: 17 },
    })
    expect(await running.ended).toEqual({ exitCode: 17, stdout: 'checked\nred\n', stderr: 'a warning\n' })
  })

  test('goes on through an API that is killed and comes back, with each line once', async () => {
    const environment = await portal.makeEnvironment('restarted')
    const running = startFun(['deploy', 'restarted', '--log'], signedIn)
    const operation = await portal.take(environment)
    await operation.step({ ...work, state: 'running' })
    await operation.log(['line 1'])
    await running.says('line 1')
    await portal.killApi()
    await running.says('trying again')
    await operation.log(['line 2'])
    await portal.startApi()
    await running.says('line 2')
    await operation.log(['line 3'])
    await operation.finish({ state: 'succeeded' })
    const { exitCode, stderr } = await running.ended
    expect(exitCode, stderr).toBe(0)
    expect(stderr.match(/^line \d$/gm)).toEqual(['line 1', 'line 2', 'line 3'])
    expect(stderr).toContain('The portal is back.')
  })

  test('Ctrl-C leaves the operation running, and says how to follow and cancel it', async () => {
    const environment = await portal.makeEnvironment('left')
    const running = startFun(['deploy', 'left'], signedIn)
    const operation = await portal.take(environment)
    await operation.step({ ...work, state: 'running' })
    await running.says('Build code')
    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(130)
    expect(stderr).toContain(`fun operations follow ${operation.id}`)
    expect(stderr).toContain(`fun operations cancel ${operation.id}`)
    const shown = await fun(['operations', 'show', operation.id, '--json'], signedIn)
    expect(parsed(shown.stdout)).toMatchObject({ state: 'running' })
    await operation.finish({ state: 'succeeded' })
  })
})

test('completion knows commands, options and the names of environments', async () => {
  await portal.makeEnvironment('complete-me')
  const complete = async (...words: string[]) =>
    (await fun(['complete', '--', ...words], signedIn)).stdout.trim().split('\n')
  expect(await complete('dep')).toEqual(['deploy'])
  expect(await complete('deploy', 'complete')).toEqual(['complete-me'])
  expect(await complete('deploy', '--pl')).toEqual(['--plan-hash'])
  expect(await complete('operations', 'list', '--state', 'fa')).toEqual(['failed'])
  expect((await fun(['completion', 'bash'], {})).stdout).toContain('complete -o default -F _fun fun')
})
