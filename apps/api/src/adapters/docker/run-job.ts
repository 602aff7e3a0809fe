import { untilAborted } from './engine-client.ts'
import { JobFailed } from './errors.ts'
import { LastLines } from './log-lines.ts'
import { runOneOff } from './one-off.ts'
import { type ActionInput, definitionOf } from './run-action.ts'

const lastLinesMax = 100

/** Runs a job of the wanted stack from its own service and records its success. Throws JobFailed with its last lines. */
export async function runJob(input: ActionInput, name: string, signal: AbortSignal): Promise<void> {
  const { client, wanted, context } = input
  const job = wanted.rendered.jobs.find((candidate) => candidate.name === name)
  if (job === undefined) throw new RangeError(`the wanted stack has no job ${name}`)
  const definition = definitionOf(wanted, name)
  const imageId = await untilAborted(context.imageReady(definition.image), signal)
  const service = wanted.back === undefined ? definition : { ...definition, image: imageId }
  const last = new LastLines(lastLinesMax)
  const deadline = AbortSignal.timeout(job.timeoutSeconds * 1000)
  const failed = (reason: string, exitCode?: number): JobFailed =>
    new JobFailed({
      job: name,
      title: job.title,
      ...(exitCode === undefined ? {} : { exitCode }),
      reason,
      lastLines: last.lines,
    })
  const onLine = (line: string): void => {
    last.push(line)
    context.onLine(name, line)
  }
  const { project } = wanted.rendered
  const { operationId, secrets } = context
  const { skip, files = [], volumes = [], environment = {} } = (await context.prepareJob?.(name)) ?? {}
  if (skip === true) return await context.onJobSucceeded(name, job.inputsHash)
  const prepared = { ...service, environment: { ...service.environment, ...environment } }
  const run = {
    project: project.name,
    composeProject: project,
    operationId,
    name,
    service: prepared,
    secrets,
    onLine,
    files,
    volumes,
  }
  const result = await runOneOff(
    client,
    { ...run, inputsHash: job.inputsHash },
    AbortSignal.any([signal, deadline]),
  ).catch((error: unknown) => {
    if (deadline.aborted && !signal.aborted) throw failed(`it took longer than ${job.timeoutSeconds} s`)
    throw error
  })
  if (result.exitCode !== 0) throw failed(`exit code ${result.exitCode}`, result.exitCode)
  await context.onJobSucceeded(name, job.inputsHash)
}
