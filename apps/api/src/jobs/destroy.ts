import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { fenced } from '../operations/fence.ts'
import { foreignResources, refuseForeignStack } from '../pipeline/foreign-stack.ts'
import type { Run } from '../pipeline/run.ts'

const input = z.object({ name: z.string(), removeData: z.boolean() })

/** Removes containers and networks, and with `removeData` volumes, secrets, configuration, snapshots and the environment itself. A working tree is never removed. */
export async function destroyJob(run: Run): Promise<undefined> {
  const { removeData } = input.parse(run.operation.input)
  const id = run.operation.environmentId
  const environment = id === null ? null : await run.deps.store.environment.findUnique({ where: { id } })
  // A second attempt after the row was removed has nothing left to do.
  if (environment === null) return undefined
  await run.pin({ environment: { id: environment.id, name: environment.name } })
  await run.steps.run(
    'destroy',
    removeData ? 'Remove containers, networks and data' : 'Remove containers and networks',
    async (step) => {
      const observed = await run.engine.observe(environment.name, {}, run.signal)
      const { foreign, own } = foreignResources(observed, environment)
      // Somebody else's project of that name, and nothing of ours beside it: only the environment's rows go.
      if (foreign.length > 0 && own.length === 0) return step.detail('nothing of this environment is on the engine')
      refuseForeignStack(observed, environment)
      await run.engine.destroy(environment.name, removeData, (line) => step.line(line), run.signal)
    },
  )
  if (!removeData) {
    await run.deps.store.environment.update({
      where: { id: environment.id },
      data: { wantedState: 'destroyed', servingRevisionId: null },
    })
    return undefined
  }
  for (const kind of ['environments', 'snapshots'])
    await rm(`${run.deps.config.dataFolder}/${kind}/${environment.name}`, { recursive: true, force: true })
  // Before the operation ends: a worker killed in between finds nothing left to do, and nobody takes the environment in between.
  await fenced(run.deps, run.claim, (transaction) =>
    transaction.environment.deleteMany({ where: { id: environment.id } }),
  )
  return undefined
}
