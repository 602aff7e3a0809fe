import { ensureEngine } from './engine.ts'
import { checkPortalPorts, migrate, startDatabase, startPortal } from './portal-life.ts'
import { checkDisk } from './preflight.ts'
import { buildCli, buildWeb, generateClient } from './prepare.ts'
import type { Settings } from './settings.ts'
import { endOrphans } from './supervisor-state.ts'
import { step } from './terminal.ts'

/**
 * From installed tools to a portal that answers: engine, pages, database, processes. What is there already is left as it is and not
 * mentioned. Throws one sentence; what can be refused is refused before anything is begun.
 */
export async function bringUpPortal(settings: Settings): Promise<void> {
  checkDisk(settings.dataDir, 5)
  await endOrphans(settings)
  checkPortalPorts(settings)
  await step('Docker engine', () => ensureEngine(settings.dataDir), unlessRan)
  await allOf([
    step('Building the portal', () => buildWeb(settings), whenDone),
    step('Building the command line', () => buildCli(settings.repository), whenDone),
    prepareDatabase(settings),
  ])
  await step('Starting the portal', () => startPortal(settings), unlessRan)
}

async function prepareDatabase(settings: Settings): Promise<void> {
  await step('Generating the database client', () => generateClient(settings.repository), whenDone)
  await step(
    'PostgreSQL',
    () => startDatabase(settings),
    (started) => (started ? 'started' : undefined),
  )
  await step(
    'Database schema',
    () => migrate(settings),
    (said) => (said.startsWith('Applied') ? said : undefined),
  )
}

function unlessRan(what: string): string | undefined {
  return what === 'ran' ? undefined : what
}

function whenDone(worked: boolean): string | undefined {
  return worked ? '' : undefined
}

/** Waits for all of them also when one fails, so that nothing is left half-made by leaving early. */
async function allOf(works: Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason
}
