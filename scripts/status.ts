/** `make status`: what runs, from the outside in; exits with 1 when the portal does not. */
import { existsSync } from 'node:fs'
import { environment, page } from '@fun/contract/resources'
import { engineState } from './engine.ts'
import { postgresHome, runningPortal } from './portal-life.ts'
import { postgresPort } from './postgres.ts'
import { isAlive } from './processes-alive.ts'
import { keyPath, publicPortalUrl, readSettings, type Settings } from './settings.ts'
import { runningSupervisor } from './supervisor-state.ts'
import { fail, say, table } from './terminal.ts'

async function status(): Promise<void> {
  const settings = readSettings()
  const engine = await engineState()
  const port = postgresPort(postgresHome(settings))
  const rows = [['Docker engine', engine.state], ['postgres', databaseState(settings, port)], ...processRows(settings)]
  table(rows)
  if (runningSupervisor(settings) === undefined) {
    process.exitCode = 1
    return
  }
  await printEnvironments(settings)
}

function databaseState(settings: Settings, port: number | undefined): string {
  if (settings.externalDatabaseUrl !== undefined) return "another machine's (DATABASE_URL)"
  return port === undefined ? 'stopped' : `runs on port ${port}`
}

function processRows(settings: Settings): string[][] {
  const state = runningSupervisor(settings)
  if (state === undefined) return [['portal', 'stopped (make start)']]
  return state.processes.map((each) => {
    const alive = each.identity !== null && isAlive(each.identity)
    const restarts = each.restarts === 0 ? '' : `, restarted ${each.restarts} times`
    return [
      each.name,
      alive
        ? `runs since ${each.startedAt.slice(0, 19)}Z (process ${each.identity?.pid})${restarts}`
        : `is being restarted${restarts}`,
    ]
  })
}

async function printEnvironments(settings: Settings): Promise<void> {
  if (!existsSync(keyPath(settings, 'owner-token'))) return say('  There is no environment yet: make bootstrap.')
  const client = await runningPortal(settings)
  const environments = page(environment).parse(await client.call('GET', '/environments')).items
  say()
  say(`  ${publicPortalUrl(settings)}`)
  table(
    environments.map((each) => [
      each.name,
      each.health,
      each.kind,
      each.serving === null
        ? 'serves nothing yet'
        : `serves ${each.serving.commit.slice(0, 12)} ${each.serving.commitSubject}`,
      each.currentOperation === null ? '' : `${each.currentOperation.kind} ${each.currentOperation.state}`,
    ]),
  )
}

await status().catch(fail)
