/** `make stop`: ends the portal's processes. With ALL=1 first the environments, then the portal, then an engine that make started. */
import { environment, page } from '@fun/contract/resources'
import { listContainers, stopOwnEngine } from './engine.ts'
import { followOperation } from './follow-operation.ts'
import { runningPortal, stopPortal } from './portal-life.ts'
import { readSettings, type Settings } from './settings.ts'
import { fail, say, step } from './terminal.ts'

async function stop(): Promise<void> {
  const settings = readSettings()
  if (process.env.ALL === '1') await stopEnvironments(settings)
  const stopped = await step(
    'Portal',
    () => stopPortal(settings),
    (names) => (names.length === 0 ? 'did not run' : `stopped ${names.join(', ')}`),
  )
  if (process.env.ALL === '1') await stopEngine(settings)
  else if (stopped.length > 0) say('  Environments go on running; make stop ALL=1 stops them too.')
}

async function stopEnvironments(settings: Settings): Promise<void> {
  const client = await runningPortal(settings)
  for (const each of page(environment).parse(await client.call('GET', '/environments')).items) {
    if (each.serving === null || each.health === 'stopped') continue
    say(`  ${each.name}`)
    await followOperation(client, await client.queue(`/environments/${each.name}/stop`), { showLog: false })
  }
}

async function stopEngine(settings: Settings): Promise<void> {
  const busy = await listContainers().then(
    (all) => all.some((each) => each.running),
    () => false,
  )
  if (busy) return
  if (await stopOwnEngine(settings.dataDir)) say('  ✓ The Docker engine that make had started is stopped.')
}

await stop().catch(fail)
