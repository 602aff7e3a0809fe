import { isIP, type LookupFunction } from 'node:net'
import { type AddressGuard, plainHost } from '../../address-guard.ts'
import { OutgoingFailed } from './outgoing-failed.ts'

/** Node does not look up what is an address already. Throws OutgoingFailed `refused`. */
export function refuseLiteral(guard: AddressGuard, typed: string): void {
  const host = plainHost(typed)
  const refusal = isIP(host) === 0 ? undefined : guard.refusal(host, [host])
  if (refusal !== undefined) throw new OutgoingFailed('refused', refusal)
}

/** A look-up whose answer the guard has let through, all of it: its error is an OutgoingFailed `refused` otherwise. */
export function checkedLookup(guard: AddressGuard, lookup: LookupFunction): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]
      const refusal = guard.refusal(
        host,
        addresses.map(({ address }) => address),
      )
      const [first] = addresses
      if (refusal !== undefined || first === undefined)
        return callback(new OutgoingFailed('refused', refusal ?? `The host ${host} has no address.`), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
