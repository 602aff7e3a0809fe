import type { TerminalEnd } from '@fun/contract/terminal'
import type { Deps } from '../deps.ts'
import { type ToWorkerMessage, terminalChannels } from './channels.ts'
import { finishTerminal } from './finish.ts'

/**
 * Asks the worker that holds a terminal to end it, in its row too, should Redis not carry the message. One that no worker has begun ends at once. Nothing happens
 * when it has ended.
 */
export async function requestTerminalEnd(
  deps: Pick<Deps, 'store' | 'bus'>,
  terminalId: string,
  end: TerminalEnd,
): Promise<void> {
  const open = { id: terminalId, endedAt: null }
  await deps.store.terminalSession.updateMany({ where: { ...open, endRequested: null }, data: { endRequested: end } })
  const message: ToWorkerMessage = { kind: 'end', end }
  deps.bus.publish(terminalChannels.toWorker(terminalId), JSON.stringify(message))
  // A worker takes only what nobody has asked to end: this one stays without.
  const unbegun = await deps.store.terminalSession.findFirst({ where: { ...open, workerId: null } })
  if (unbegun !== null) await finishTerminal(deps, unbegun, null, end, null)
}
