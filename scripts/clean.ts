/**
 * `make clean`: stops the portal and removes what was built and installed in this folder. With ALL=1 also every environment with its
 * data, the database, keys, logs and working trees under src/: that cannot be undone, so it asks.
 */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { environment, page } from '@fun/contract/resources'
import { bringUpPortal } from './bring-up.ts'
import { stopOwnEngine } from './engine.ts'
import { followOperation } from './follow-operation.ts'
import { postgresHome, runningPortal, stopPortal } from './portal-life.ts'
import { removePostgres } from './postgres.ts'
import { readSettings, type Settings } from './settings.ts'
import { fail, say } from './terminal.ts'

async function clean(): Promise<void> {
  const settings = readSettings()
  const everything = process.env.ALL === '1'
  if (everything && !(await confirmed())) throw new Error('Nothing was removed.')
  if (everything) await destroyEnvironments(settings)
  await stopPortal(settings)
  if (everything) {
    await removePostgres(postgresHome(settings))
    await stopOwnEngine(settings.dataDir)
    remove(settings, ['src', 'var'])
  }
  const packages = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(settings.repository, folder)).map((name) => `${folder}/${name}`),
  )
  const workspaces = [...packages, 'e2e', 'bench', 'scripts', '.']
  remove(settings, ['.turbo', 'apps/web/.next', 'apps/api/src/adapters/store/generated'])
  remove(
    settings,
    workspaces.map((workspace) => `${workspace}/node_modules`),
  )
  remove(settings, ['.tools'])
  say(
    everything
      ? '  Everything is removed but the images, named fun-platform/… (docker rmi).'
      : '  Removed; data, keys and logs stay in var/ (make clean ALL=1).',
  )
}

async function confirmed(): Promise<boolean> {
  if (process.env.YES === '1') return true
  if (!process.stdin.isTTY)
    throw new Error(
      'make clean ALL=1 removes every environment with its data, and the working trees in src/: say YES=1 to do it without being asked.',
    )
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(
    'Every environment with its data, all settings, and the working trees in src/ are removed for good. Type "remove": ',
  )
  terminal.close()
  return answer.trim() === 'remove'
}

async function destroyEnvironments(settings: Settings): Promise<void> {
  if (!existsSync(join(settings.dataDir, 'keys', 'owner-token'))) return
  // Stopped ones are destroyed by the portal too: it is brought up for it.
  await bringUpPortal(settings)
  const client = await runningPortal(settings)
  for (const each of page(environment).parse(await client.call('GET', '/environments')).items) {
    say(`  ${each.name}`)
    const body = { name: each.name, removeData: true }
    await followOperation(client, await client.queue(`/environments/${each.name}/destroy`, body), { showLog: false })
  }
}

function remove(settings: Settings, paths: string[]): void {
  for (const path of paths)
    rmSync(path === 'var' ? settings.dataDir : join(settings.repository, path), { recursive: true, force: true })
}

await clean().catch(fail)
