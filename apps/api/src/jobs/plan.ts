import { z } from 'zod'
import { neededReferences } from '../pipeline/images.ts'
import { KeptImages } from '../pipeline/kept-images.ts'
import { isKept, prepareTarget } from '../pipeline/kept-revision.ts'
import { planDeployment } from '../pipeline/plan-deployment.ts'
import { environmentSecrets, type Run } from '../pipeline/run.ts'
import { environmentOf } from './job-environment.ts'

const input = z.object({
  reference: z.string(),
  maintenance: z.boolean().optional(),
  snapshot: z.boolean().optional(),
  revisionId: z.string().optional(),
  rollout: z.enum(['start-first', 'stop-first']).optional(),
})

/** What a deploy would do now. Builds no part of the platform's image and changes no stack. */
export async function planJob(run: Run): Promise<undefined> {
  const target = input.parse(run.operation.input)
  const environment = await environmentOf(run)
  const prepared = await prepareTarget(run, environment, target)
  const { versions } = await environmentSecrets(run, environment.id)
  const { plan } = await planDeployment(run, prepared, versions, target)
  if (isKept(prepared)) {
    const imagesGone = await new KeptImages(run, prepared).missing(neededReferences(plan, prepared.rendered))
    await run.pin({ imagesGone })
  }
  return undefined
}
