import { renderEnvironment } from '@fun/compose-model/render-environment'
import { z } from 'zod'
import type { Run } from '../pipeline/run.ts'
import { storedRenderInput } from '../pipeline/stored-render-input.ts'
import { verifyServed } from '../pipeline/verify.ts'
import { environmentOf } from './job-environment.ts'

const input = z.object({ services: z.array(z.string()).optional() })
const titles = {
  start: 'Start the containers',
  stop: 'Stop the containers',
  restart: 'Restart the containers',
} as const

/** Start, stop or restart of what is there, in the order in which services depend on each other. */
export async function lifecycleJob(run: Run): Promise<undefined> {
  const { services } = input.parse(run.operation.input)
  const environment = await environmentOf(run)
  const verb = z.enum(['start', 'stop', 'restart']).parse(run.operation.kind)
  if (services === undefined)
    await run.deps.store.environment.update({
      where: { id: environment.id },
      data: { wantedState: verb === 'stop' ? 'stopped' : 'running' },
    })
  await run.steps.run(verb, titles[verb], async (step) => {
    await run.engine.lifecycle(environment.name, verb, services, (line) => step.line(line), run.signal)
    if (services) step.detail(services.join(', '))
  })
  if (verb === 'stop' || services !== undefined || environment.servingRevision === null) return undefined
  await verifyServed(run, renderEnvironment(storedRenderInput(environment.servingRevision.renderInput)))
  return undefined
}
