import { connect, type LookupFunction, type Socket } from 'node:net'
import { type AddressGuard, plainHost } from '../../address-guard.ts'
import { checkedLookup, refuseLiteral } from './checked-lookup.ts'
import { OutgoingFailed, reasonOf } from './outgoing-failed.ts'

export interface ConnectOptions {
  timeoutMs: number
  signal?: AbortSignal
}

/** Connects to the very address that was checked. Throws OutgoingFailed `refused`, `timeout` or `unreachable`, or the signal's reason. */
export async function connectChecked(
  { guard, lookup }: { guard: AddressGuard; lookup: LookupFunction },
  typed: string,
  port: number,
  { timeoutMs, signal }: ConnectOptions,
): Promise<Socket> {
  const host = plainHost(typed)
  refuseLiteral(guard, host)
  signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout
  const socket = connect({ host, port, lookup: checkedLookup(guard, lookup) })
  const stop = () => socket.destroy(new Error('stopped'))
  either.addEventListener('abort', stop, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return socket
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted)
      throw new OutgoingFailed('timeout', `${host}:${port} did not answer within ${timeoutMs / 1_000} s.`, {
        cause: error,
      })
    throw failed(error, host, port)
  } finally {
    either.removeEventListener('abort', stop)
  }
}

/** Of several addresses that were tried, each has its error. */
function failed(error: unknown, host: string, port: number): OutgoingFailed {
  const errors = error instanceof AggregateError ? error.errors : [error]
  const refused = errors.find((each) => each instanceof OutgoingFailed)
  if (refused instanceof OutgoingFailed) return refused
  const reasons = errors.map(reasonOf).filter(Boolean)
  return new OutgoingFailed('unreachable', `${host}:${port} could not be reached: ${reasons.join('; ')}.`, {
    cause: error,
  })
}
