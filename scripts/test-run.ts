import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type EngineContainer, engineCall, listContainers, listNetworksAndVolumes } from './engine.ts'
import { commandLine, endProcess, identify, isAlive, processesWithVariable } from './processes-alive.ts'

/**
 * One run of the tests. Everything that it makes can be found again: processes inherit FUN_TEST_RUN=<id>, temporary files lie in
 * `folder`, Compose projects start with the id, other Docker resources carry the label `fun.test-run` with a value that starts with it.
 */
export interface TestRun {
  id: string
  folder: string
}

const temporary = '/tmp'
const folderPrefix = 'fun-test-run-'
const owner = z.object({ pid: z.number(), startTicks: z.string() })

/** Begins a run; what earlier runs left that were killed is removed first. */
export async function beginTestRun(): Promise<TestRun> {
  for (const name of readdirSync(temporary).filter((each) => each.startsWith(folderPrefix))) {
    const run = { id: name.slice(folderPrefix.length), folder: join(temporary, name) }
    if (!belongsToLivingRun(run)) await removeLeftovers(run)
  }
  const id = `t${randomBytes(2).toString('hex')}`
  const folder = join(temporary, folderPrefix + id)
  // PostgreSQL's account has to pass through.
  mkdirSync(folder, { mode: 0o711 })
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(identify(process.pid)))
  return { id, folder }
}

function belongsToLivingRun(run: TestRun): boolean {
  const path = join(run.folder, 'owner.json')
  if (!existsSync(path)) return false
  const parsed = owner.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  return parsed.success && isAlive(parsed.data)
}

/** Removes processes, containers, networks, volumes and files of a run; returns what there was, for a person. Empty is as it should be. */
export async function removeLeftovers(run: TestRun): Promise<string[]> {
  const found: string[] = []
  for (const pid of processesWithVariable(`FUN_TEST_RUN=${run.id}`)) {
    const identity = identify(pid)
    if (identity === undefined) continue
    found.push(`process ${pid} ${commandLine(pid).slice(0, 100)}`)
    await endProcess(identity, 5_000)
  }
  const { containers, others } = await resourcesWhere((labels) => belongsTo(run, labels))
  found.push(...(await removeResources(containers, others)))
  rmSync(run.folder, { recursive: true, force: true })
  return found
}

type Resource = Awaited<ReturnType<typeof listNetworksAndVolumes>>[number]

function belongsTo(run: TestRun, labels: Record<string, string>): boolean {
  const marks = [labels['fun.test-run'], labels['com.docker.compose.project'], labels['io.funplatform.environment']]
  return marks.some((mark) => mark?.startsWith(run.id) === true)
}

async function resourcesWhere(condition: (labels: Record<string, string>) => boolean) {
  const [containers, others] = await Promise.all([listContainers(), listNetworksAndVolumes()])
  return {
    containers: containers.filter((each) => condition(each.labels)),
    others: others.filter((each) => condition(each.labels)),
  }
}

async function removeResources(containers: EngineContainer[], others: Resource[]): Promise<string[]> {
  const found: string[] = []
  for (const each of containers) {
    found.push(`container ${each.name}`)
    await engineCall('DELETE', `/containers/${each.id}?force=1&v=1`)
  }
  for (const each of others) {
    found.push(`${each.kind} ${each.name}`)
    await engineCall('DELETE', `/${each.kind}s/${encodeURIComponent(each.id)}`)
  }
  return found
}

/** Ids of everything that is on the engine. */
export async function snapshot(): Promise<Set<string>> {
  const { containers, others } = await resourcesWhere(() => true)
  return new Set([...containers, ...others].map((each) => each.id))
}

/** What is on the engine and was not in `before`, whoever made it. */
export async function newSince(before: Set<string>): Promise<string[]> {
  const { containers, others } = await resourcesWhere(() => true)
  return [...containers.map((each) => ({ ...each, kind: 'container' })), ...others]
    .filter((each) => !before.has(each.id))
    .map((each) => `${each.kind} ${each.name}`)
}
