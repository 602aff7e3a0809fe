import type { Host } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'

/** The row of the engine that this installation's workers use; every process makes sure of it when it starts. */
export async function ensureHost(deps: Pick<Deps, 'store' | 'config'>): Promise<Host> {
  const endpoint = deps.config.dockerHost ?? 'unix:///var/run/docker.sock'
  return deps.store.host.upsert({
    where: { name: deps.config.hostName },
    create: { name: deps.config.hostName, endpoint },
    // Not empty: only then is it one statement (ON CONFLICT DO UPDATE), which two processes that start together both survive.
    update: { endpoint },
  })
}
