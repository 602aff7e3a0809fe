import { asJson } from '../events/append.ts'
import type { EngineStorage } from '../ports.ts'
import type { Run } from './run.ts'

/** Adds up what the product keeps on a host, and stores it on the host's row for people to see. */
export async function measureStorage(run: Run): Promise<EngineStorage> {
  const { deps, engine, git, signal } = run
  const [storage, info, gitMirrorsBytes] = await Promise.all([
    engine.storage(signal),
    engine.info(signal),
    git.mirrorsBytes(signal),
  ])
  const parts = [...new Set(storage.parts.map(({ part }) => part))].sort().map((part) => {
    const all = storage.parts.filter((each) => each.part === part)
    const total = (size: (each: (typeof all)[number]) => number) => all.reduce((sum, each) => sum + size(each), 0)
    return {
      part,
      count: all.length,
      sizeBytes: total(({ sizeBytes }) => sizeBytes),
      ownBytes: total(({ ownBytes }) => ownBytes),
    }
  })
  const measured = {
    ...storage,
    parts,
    gitMirrorsBytes,
    diskFreeBytes: info.diskFreeBytes ?? null,
    policy: deps.config.retention,
  }
  await deps.store.host.update({
    where: { id: run.operation.hostId },
    data: { storage: asJson(measured), storageAt: new Date() },
  })
  return storage
}
