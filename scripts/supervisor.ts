/**
 * Keeps Redis, API, worker and web running until SIGTERM or SIGINT; `make start` runs it detached. Logs go to var/log/<process>.log,
 * the state to var/run/supervisor.json.
 */
import { join } from 'node:path'
import { identify } from './processes-alive.ts'
import { productFingerprint, productProcesses } from './product-processes.ts'
import { readSettings } from './settings.ts'
import { SupervisedProcess } from './supervised-process.ts'
import { endOrphans, writeSupervisorState } from './supervisor-state.ts'

const settings = readSettings()
const self = identify(process.pid)
if (self === undefined) throw new Error('/proc is not mounted')
const supervisor = self
const fingerprint = productFingerprint(settings)

await endOrphans(settings)

const processes: SupervisedProcess[] = []
const publish = () =>
  writeSupervisorState(settings, {
    supervisor,
    fingerprint,
    processes: processes.map((each) => ({
      name: each.specification.name,
      identity: each.identity ?? null,
      restarts: each.restarts,
      startedAt: each.startedAt.toISOString(),
    })),
  })

for (const specification of await productProcesses(settings))
  processes.push(
    new SupervisedProcess(specification, join(settings.dataDir, 'log', `${specification.name}.log`), publish),
  )

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  const [redis, ...others] = processes.toSorted(
    (a, b) => Number(b.specification.name === 'redis') - Number(a.specification.name === 'redis'),
  )
  await Promise.all(others.map((each) => each.end()))
  await redis?.end()
  publish()
  process.exit(0)
}
process.on('SIGTERM', () => void end())
process.on('SIGINT', () => void end())
process.on('SIGHUP', () => {})

for (const each of processes) each.start()
