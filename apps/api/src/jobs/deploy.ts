import { z } from 'zod'
import { deploy } from '../pipeline/deploy.ts'
import type { Run } from '../pipeline/run.ts'
import { environmentOf } from './job-environment.ts'

const input = z.object({
  reference: z.string(),
  revisionId: z.string().optional(),
  acceptMigrations: z.boolean().optional(),
  planHash: z.string().optional(),
  maintenance: z.boolean().optional(),
  snapshot: z.boolean().optional(),
  rollout: z.enum(['start-first', 'stop-first']).optional(),
})

/** From a reference, or an earlier revision, to a served environment. */
export async function deployJob(run: Run): Promise<undefined> {
  const { planHash, ...order } = input.parse(run.operation.input)
  await deploy(run, await environmentOf(run), { ...order, planHash })
  return undefined
}
