import { terminalEnd, terminalProgram } from '@fun/contract/terminal'
import type { WorkerDeps } from '../deps.ts'
import { type AttachMessage, attachMessage, terminalChannels } from './channels.ts'
import { HeldTerminal } from './held-terminal.ts'
import { programOf } from './programs.ts'

type ServeDeps = Pick<WorkerDeps, 'bus' | 'store' | 'engine' | 'config' | 'logger'>

/**
 * The worker's side of terminals: takes those that nobody has begun when somebody connects, and holds them until they end. The row says who holds one; a worker
 * that does not renew its lease there has died. `stop` ends all of them.
 */
export function serveTerminals(deps: ServeDeps): { stop(): Promise<void> } {
  const held = new Map<string, HeldTerminal>()
  let stopped = false
  const take = async (message: AttachMessage) => {
    const known = held.get(message.terminalId)
    if (known !== undefined) return known.attach(message)
    const row = await claim(deps, message.terminalId)
    if (row === undefined) return
    const argv = programOf(terminalProgram.parse(row.program), row.service)
    const terminal = new HeldTerminal(deps, row, argv ?? [], message)
    held.set(row.id, terminal)
    if (stopped) terminal.end('worker-stopped')
    await terminal.ended
    held.delete(row.id)
  }
  const unsubscribe = deps.bus.subscribe(terminalChannels.attach, (text) => {
    void take(attachMessage.parse(JSON.parse(text))).catch((error) =>
      deps.logger.warn({ error: String(error) }, 'a terminal was lost'),
    )
  })
  const renewing = setInterval(
    () =>
      void renew(deps, held).catch((error) =>
        deps.logger.debug({ error: String(error) }, 'terminals were not renewed'),
      ),
    (deps.config.leaseSeconds * 1000) / 3,
  )
  return {
    async stop() {
      stopped = true
      unsubscribe()
      for (const terminal of held.values()) terminal.end('worker-stopped')
      await Promise.allSettled([...held.values()].map(({ ended }) => ended))
      clearInterval(renewing)
    },
  }
}

/** Takes a terminal that nobody has begun, and that nobody wants to end; undefined when another worker has it. */
async function claim({ store, config }: ServeDeps, id: string) {
  const now = Date.now()
  const { count } = await store.terminalSession.updateMany({
    where: { id, workerId: null, endedAt: null, endRequested: null, leaseExpiresAt: { gt: new Date(now) } },
    data: {
      workerId: config.workerId,
      startedAt: new Date(now),
      leaseExpiresAt: new Date(now + config.leaseSeconds * 1000),
    },
  })
  if (count === 0) return undefined
  return (await store.terminalSession.findUnique({ where: { id } })) ?? undefined
}

/** Says that they are held, and hears what was asked of them while Redis was away. */
async function renew({ store, config }: ServeDeps, held: ReadonlyMap<string, HeldTerminal>): Promise<void> {
  if (held.size === 0) return
  const ids = [...held.keys()]
  await store.terminalSession.updateMany({
    where: { id: { in: ids }, workerId: config.workerId, endedAt: null, leaseExpiresAt: { gt: new Date() } },
    data: { leaseExpiresAt: new Date(Date.now() + config.leaseSeconds * 1000) },
  })
  const rows = await store.terminalSession.findMany({ where: { id: { in: ids } } })
  for (const row of rows) {
    const asked = terminalEnd.safeParse(row.endRequested).data
    const lost = row.workerId !== config.workerId || row.endedAt !== null
    if (asked !== undefined || lost) held.get(row.id)?.end(asked ?? 'worker-lost')
  }
}
