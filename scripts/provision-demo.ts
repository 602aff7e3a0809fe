import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Environment, environment, type Operation, page, source } from '@fun/contract/resources'
import { z } from 'zod'
import { listContainers, listNetworksAndVolumes } from './engine.ts'
import { followOperation } from './follow-operation.ts'
import {
  choosePlatformSource,
  ensureSampleRepository,
  type PlatformSource,
  sampleRepository,
} from './platform-source.ts'
import type { PortalClient } from './portal-client.ts'
import { checkDisk, checkEnvironmentPortsFree } from './preflight.ts'
import { keyPath, makePassword, type Settings } from './settings.ts'
import { say } from './terminal.ts'

/** `demo`, unless ENVIRONMENT names another. */
export const demoName = process.env.ENVIRONMENT || 'demo'
const name = demoName
const credentials = z.object({ username: z.string(), password: z.string() })
export type Credentials = z.infer<typeof credentials>

/** Brings the environment `demo` up through REST, as any client would; nothing is done for one that serves already. */
export async function provisionDemo(settings: Settings, client: PortalClient, diskRoot: string): Promise<Environment> {
  const existing = await client.environment(name)
  if (existing === undefined) return create(settings, client, diskRoot)
  refuseOtherSource(existing)
  if (existing.currentOperation !== null) {
    say(`  ${name} is being worked on: following ${existing.currentOperation.kind}`)
    await followOperation(client, existing.currentOperation, { showLog: false })
  }
  return bringUp(settings, client, existing)
}

async function create(settings: Settings, client: PortalClient, diskRoot: string): Promise<Environment> {
  const { lms, lmsDevelopment, cms, cmsDevelopment } = settings.ports
  await refuseForeignProject()
  await checkEnvironmentPortsFree([lms, lmsDevelopment, cms, cmsDevelopment])
  const platform = await choosePlatformSource(settings, client)
  checkDisk(diskRoot, platform.isSample ? 5 : 10)
  await ensureSource(client, platform)
  const made = environment.parse(
    await client.call('POST', '/environments', {
      name,
      source: platform.name,
      reference: platform.reference,
      specification: {
        kind: 'development',
        ...(process.env.RELEASE ? { release: process.env.RELEASE } : {}),
        lms: { port: lms, developmentPort: lmsDevelopment },
        cms: { port: cms, developmentPort: cmsDevelopment },
      },
      ...(platform.workingTree === undefined ? {} : { workingTree: platform.workingTree }),
    }),
  )
  say(`  ${name}: ${platform.url} at ${platform.reference}`)
  return deploy(client, made)
}

/** Another installation's stack, or what is left of one: its data would be opened with other passwords. */
async function refuseForeignProject(): Promise<void> {
  const label = 'com.docker.compose.project'
  const all = [...(await listContainers()), ...(await listNetworksAndVolumes())]
  const found = all.filter((each) => each.labels[label] === name).map((each) => each.name)
  if (found.length === 0) return
  throw new Error(
    `The Docker engine has a project ${name} that this portal did not make (${found.slice(0, 3).join(', ')} …): choose another name with ENVIRONMENT=${name}2, or remove its containers and volumes.`,
  )
}

/** Deploys what never was served, starts what does not run whole, and follows a new REF, which is let go of again when it cannot be deployed. */
async function bringUp(settings: Settings, client: PortalClient, existing: Environment): Promise<Environment> {
  const reference = process.env.REF
  if (reference && reference !== existing.reference) {
    await client.call('PATCH', `/environments/${name}`, { reference })
    return deploy(client, existing).catch(async (error: unknown) => {
      await client.call('PATCH', `/environments/${name}`, { reference: existing.reference })
      throw error
    })
  }
  if (existing.serving === null) {
    if (existing.source.url === sampleRepository(settings)) await ensureSampleRepository(settings)
    return deploy(client, existing)
  }
  const seen = await observed(client, existing)
  if (seen.health === 'healthy' || seen.health === 'starting') return seen
  await follow(client, await client.queue(`/environments/${name}/start`))
  return fresh(client)
}

/** Waits a little for a worker that has just been started to have looked. */
async function observed(client: PortalClient, existing: Environment): Promise<Environment> {
  let seen = existing
  for (let attempt = 0; attempt < 16 && isOutdated(seen); attempt++) {
    await sleep(500)
    seen = await fresh(client)
  }
  return seen
}

function isOutdated(seen: Environment): boolean {
  return seen.health === 'unknown' || seen.observedAt === null || Date.now() - Date.parse(seen.observedAt) > 60_000
}

async function deploy(client: PortalClient, existing: Environment): Promise<Environment> {
  await follow(client, await client.queue(`/environments/${existing.name}/deployments`))
  return fresh(client)
}

async function follow(client: PortalClient, queued: Operation): Promise<Operation> {
  return followOperation(client, queued, { showLog: false })
}

async function fresh(client: PortalClient): Promise<Environment> {
  const found = await client.environment(name)
  if (found === undefined) throw new Error(`The environment ${name} was removed meanwhile.`)
  return found
}

function refuseOtherSource(existing: Environment): void {
  const named = process.env.SOURCE
  if (!named || named === existing.source.url || existing.source.url.endsWith(`/${named.replace(/^.*\//, '')}`)) return
  throw new Error(
    `${name} was made from ${existing.source.url}: remove it in the portal (or make clean ALL=1) before making it from ${named}.`,
  )
}

async function ensureSource(client: PortalClient, platform: PlatformSource): Promise<void> {
  const known = page(source)
    .parse(await client.call('GET', '/sources'))
    .items.find((each) => each.name === platform.name)
  if (known?.url === platform.url) return
  if (known !== undefined) await client.call('DELETE', `/sources/${known.id}`)
  await client.call('POST', '/sources', { name: platform.name, url: platform.url })
}

/** The administrator of LMS and Studio: made once with a generated password, which is kept in var/keys. */
export async function ensureSuperuser(settings: Settings, client: PortalClient): Promise<Credentials> {
  const path = keyPath(settings, `${name}-superuser.json`)
  if (existsSync(path)) return credentials.parse(JSON.parse(readFileSync(path, 'utf8')))
  const made = { username: 'admin', password: makePassword() }
  const body = { command: 'superuser', email: 'admin@example.com', ...made }
  await follow(client, await client.queue(`/environments/${name}/manage`, body))
  writeFileSync(path, JSON.stringify(made), { mode: 0o600 })
  return made
}
