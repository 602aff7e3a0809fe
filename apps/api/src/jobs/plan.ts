import { z } from 'zod'
import { planDeployment } from '../pipeline/plan-deployment.ts'
import { prepare } from '../pipeline/prepare.ts'
import { environmentSecrets, type Run } from '../pipeline/run.ts'
import { environmentOf } from './job-environment.ts'

const input = z.object({
  reference: z.string(),
  maintenance: z.boolean().optional(),
  snapshot: z.boolean().optional(),
})

/** What a deploy would do now. Builds no part of the platform's image and changes no stack. */
export async function planJob(run: Run): Promise<undefined> {
  const order = input.parse(run.operation.input)
  const environment = await environmentOf(run)
  const prepared = await prepare(run, environment, order.reference)
  const { versions } = await environmentSecrets(run, environment.id)
  await planDeployment(run, prepared, versions, order)
  return undefined
}
