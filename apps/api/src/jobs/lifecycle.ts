import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import { z } from 'zod'
import { checkPorts } from '../pipeline/preflight.ts'
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
  const rendered =
    verb === 'stop' || environment.servingRevision === null
      ? undefined
      : renderEnvironment(storedRenderInput(environment.servingRevision.renderInput))
  await run.steps.run(verb, titles[verb], async (step) => {
    if (rendered !== undefined) await checkPorts(run, onlyServices(rendered, services))
    await run.engine.lifecycle(environment.name, verb, services, (line) => step.line(line), run.signal)
    if (services) step.detail(services.join(', '))
  })
  if (services !== undefined || rendered === undefined) return undefined
  await verifyServed(run, rendered)
  return undefined
}

/** The project with the services that are asked for; all of them where none are named. */
function onlyServices(
  { project }: RenderedEnvironment,
  services: string[] | undefined,
): RenderedEnvironment['project'] {
  if (services === undefined) return project
  const chosen = Object.entries(project.services).filter(([name]) => services.includes(name))
  return { ...project, services: Object.fromEntries(chosen) }
}
