import { setTimeout as sleep } from 'node:timers/promises'
import type { Heartbeat, RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { ObservedContainer } from '@fun/reconcile/stack'
import { Failure } from './failure.ts'
import type { Run } from './run.ts'

const timeoutMsMax = 90_000
const pollMs = 250

/** Every heartbeat must answer 200 from inside the stack. Throws `not-served`. */
export function verifyServed(run: Run, rendered: RenderedEnvironment): Promise<void> {
  return run.steps.run('verify', 'Check that it is served', async (step) => {
    const { containers } = await run.engine.observe(rendered.project.name, {}, run.signal)
    await Promise.all(rendered.heartbeats.map((heartbeat) => answers(run, containers, heartbeat)))
    step.detail(rendered.heartbeats.map((heartbeat) => `${heartbeat.service}${heartbeat.path} 200`).join(', '))
  })
}

async function answers(run: Run, containers: ObservedContainer[], heartbeat: Heartbeat): Promise<void> {
  const container = containers
    .filter((each) => each.service === heartbeat.service && each.state === 'running' && !each.oneOff)
    .sort((a, b) => b.number - a.number)[0]
  if (!container) throw notServed(`no container of ${heartbeat.service} runs`)
  const deadline = Date.now() + timeoutMsMax
  for (;;) {
    const status = await run.engine.probeHttp(container.id, heartbeat, run.signal)
    if (status === 200) return
    if (Date.now() > deadline)
      throw notServed(`${heartbeat.service}${heartbeat.path} answers ${status === 0 ? 'nothing' : status}`)
    await sleep(pollMs, undefined, { signal: run.signal })
  }
}

function notServed(reason: string): Failure {
  return new Failure('not-served', {
    detail: `The environment runs but does not serve: ${reason}.`,
    cure: 'Look at the logs of the service; restart the environment, or deploy again.',
  })
}
