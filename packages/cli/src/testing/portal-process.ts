import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sampleInput } from '@fun/compose-model/sample-input'
import { asJson } from '../../../../apps/api/src/events/append.ts'
import { createLogWriter } from '../../../../apps/api/src/events/log-writer.ts'
import { claimOperation } from '../../../../apps/api/src/operations/claim.ts'
import { finishOperation, type Outcome } from '../../../../apps/api/src/operations/finish.ts'
import { recordStep, type StepReport } from '../../../../apps/api/src/operations/record-step.ts'
import { startTestInstallation } from '../../../../apps/api/src/testing/test-deps.ts'
import { makeOwnerToken } from '../../../../apps/api/src/usecases/session/make-owner-token.ts'
import { freePort } from '../../../../scripts/test-services.ts'

const main = join(import.meta.dirname, '../../../../apps/api/src/main.ts')

/** A portal whose API is a process that can be killed; the test takes the part of the worker. */
export interface PortalProcess {
  url: string
  token: string
  hostId: string
  /** An environment that serves revision 1 already. */
  makeEnvironment(name: string): Promise<string>
  startApi(): Promise<void>
  killApi(): Promise<void>
  /** The newest operation of an environment, claimed; waits until it is there. */
  take(environmentId: string): Promise<TakenOperation>
  stop(): Promise<void>
}

/** An operation in the hands of the test. */
export interface TakenOperation {
  id: string
  step(report: StepReport): Promise<void>
  log(lines: readonly string[], stream?: 'stdout' | 'stderr'): Promise<void>
  finish(outcome: Outcome): Promise<void>
}

export async function startPortalProcess(name: string): Promise<PortalProcess> {
  const installation = await startTestInstallation(name, { FUN_LEASE_SECONDS: '60', FUN_CONCURRENCY: '32' })
  const { deps, config, hostId } = installation
  const token = (await makeOwnerToken(deps)) ?? ''
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...config.processEnvironment, HOST: '127.0.0.1', PORT: String(port) }
  let api: ChildProcess | undefined

  const startApi = async () => {
    const child = spawn(process.execPath, [main, 'api'], { env, stdio: ['ignore', 'inherit', 'inherit'] })
    api = child
    for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
      if (answer?.ok) return
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('the API did not become ready')
    }
  }
  const killApi = async () => {
    const child = api
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  const source = await deps.store.source.create({ data: { name: 'platform', url: 'https://example.org/platform.git' } })
  let nextPort = 30_000
  await startApi()
  return {
    url,
    token,
    hostId,
    startApi,
    killApi,
    async makeEnvironment(environmentName) {
      nextPort += 10
      const lms = { port: nextPort, developmentPort: nextPort + 1 }
      const cms = { port: nextPort + 2, developmentPort: nextPort + 3 }
      const answer = await fetch(`${url}/api/v1/environments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          name: environmentName,
          source: source.name,
          specification: { kind: 'production', release: 'teak', lms, cms },
        }),
      })
      if (answer.status !== 201) throw new Error(await answer.text())
      const { id } = await deps.store.environment.findUniqueOrThrow({ where: { name: environmentName } })
      const revision = await deps.store.revision.create({
        data: {
          environmentId: id,
          number: 1,
          commit: 'a'.repeat(40),
          commitSubject: 'The first',
          specification: {},
          imageIds: {},
          configurationHash: '',
          staticGeneration: '',
          secretVersions: {},
          renderInput: asJson({
            ...sampleInput({ kind: 'production', release: 'teak', lms, cms }),
            name: environmentName,
          }),
          state: 'serving',
          servedAt: new Date(),
        },
      })
      await deps.store.environment.update({
        where: { id },
        data: { servingRevisionId: revision.id, wantedState: 'running' },
      })
      return id
    },
    async take(environmentId) {
      for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
        const found = await deps.store.operation.findFirst({ where: { environmentId, state: 'queued' } })
        if (found === null) continue
        const result = await claimOperation(deps, { operationId: found.id, holder: 'the-test' })
        if (result.kind !== 'claimed') throw new Error(JSON.stringify(result))
        const { claim } = result
        const log = createLogWriter(deps, claim)
        return {
          id: found.id,
          step: (report) => recordStep(deps, claim, report),
          async log(lines, stream = 'stdout') {
            for (const each of lines) log.write('work', stream, each)
            await log.flush()
          },
          async finish(outcome) {
            await log.close()
            await finishOperation(deps, claim, outcome)
          },
        }
      }
      throw new Error('nothing was queued')
    },
    async stop() {
      await killApi()
      await installation.stop()
    },
  }
}
