import { z } from 'zod'
import { deploy } from '../pipeline/deploy.ts'
import { Failure } from '../pipeline/failure.ts'
import type { Run } from '../pipeline/run.ts'
import type { JobEnvironment } from './job.ts'
import { environmentOf } from './job-environment.ts'

const input = z.object({
  reference: z.string(),
  revisionId: z.string().optional(),
  planHash: z.string().optional(),
  maintenance: z.boolean().optional(),
  snapshot: z.boolean().optional(),
})

/** From a reference, or an earlier revision, to a served environment. */
export async function deployJob(run: Run): Promise<undefined> {
  const order = input.parse(run.operation.input)
  const environment = await environmentOf(run)
  const target = order.revisionId === undefined ? environment : await backTo(run, environment, order.revisionId)
  await deploy(run, target, { ...order, planHash: order.planHash })
  return undefined
}

/** The environment as a revision had it: its commit, its specification. */
async function backTo(run: Run, environment: JobEnvironment, revisionId: string): Promise<JobEnvironment> {
  const revision = await run.deps.store.revision.findFirst({ where: { id: revisionId, environmentId: environment.id } })
  if (!revision)
    throw new Failure('unknown-reference', {
      detail: 'The revision does not exist.',
      cure: 'GET the revisions of the environment.',
    })
  await run.pin({ commit: revision.commit, backTo: revision.number })
  return { ...environment, specification: revision.specification }
}
