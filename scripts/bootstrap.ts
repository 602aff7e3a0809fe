/** `make bootstrap`: from a clone to a served Open edX and a portal to look at. Whatever is there already is left as it is. */

import { bringUpPortal } from './bring-up.ts'
import { engineState } from './engine.ts'
import { requireEnvironmentName } from './known-environment.ts'
import { allowNamedFolder } from './platform-source.ts'
import { ownerClient } from './portal-life.ts'
import { type Credentials, demoName, ensureSuperuser, provisionDemo } from './provision-demo.ts'
import { publicPortalUrl, readSettings, type Settings } from './settings.ts'
import { elapsed, fail, say, table } from './terminal.ts'

async function bootstrap(): Promise<void> {
  const settings = readSettings()
  requireEnvironmentName(demoName)
  await allowNamedFolder(settings)
  await bringUpPortal(settings)
  const owner = await ownerClient(settings)
  const state = await engineState()
  const diskRoot = state.state === 'answers' ? state.diskRoot : settings.dataDir
  const demo = await provisionDemo(settings, owner.client, diskRoot)
  const superuser = await ensureSuperuser(settings, owner.client)
  printSummary(settings, owner.token, superuser, demo.source.url, demo.reference)
}

function printSummary(
  settings: Settings,
  token: string,
  superuser: Credentials,
  sourceUrl: string,
  reference: string,
): void {
  const { lms, lmsDevelopment, cms, cmsDevelopment } = settings.ports
  say()
  say(`  ${demoName} serves ${sourceUrl} at ${reference} (${elapsed()})`)
  say()
  table([
    ['Portal', publicPortalUrl(settings), `sign in: ${publicPortalUrl(settings)}/#token=${token}`],
    ['LMS', `http://localhost:${lmsDevelopment}`, 'runserver'],
    ['', `http://localhost:${lms}`, 'through nginx'],
    ['CMS (Studio)', `http://localhost:${cmsDevelopment}`, 'runserver'],
    ['', `http://localhost:${cms}`, 'through nginx'],
    ['LMS and CMS', `${superuser.username}@example.com`, `password ${superuser.password}`],
  ])
  say()
  say('  make status · make logs · make stop · make demo-course · make')
}

await bootstrap().catch(fail)
