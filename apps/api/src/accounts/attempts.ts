import ipaddr from 'ipaddr.js'
import type { Prisma } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'

const windowMinutes = 15
/** Failures within the window after which signing in has to wait. */
const failuresMax = {
  /** Of one account, from one network. */
  pair: 5,
  /** From one network, whatever the account. */
  network: 50,
  /** Of one account, from networks that it never signed in from: whoever guesses from many machines shuts out strangers, not the account's owner. */
  accountFromStrangers: 100,
}
const knownNetworkDays = 30

/** What a try at signing in is counted by. */
export interface AttemptKey {
  email: string
  clientAddress: string
  method: string
}

/** A try that was let through; it counts as failed until one of these is called. */
export interface Attempt {
  succeeded(transaction: Prisma.TransactionClient): Promise<void>
  /** The password was right, and a second factor is wanted: neither a failure nor a success that would clear failures. */
  pending(): Promise<void>
}

/** The client's address; of IPv6 the network of 64 bits, all of which one machine can have. */
export function networkOf(clientAddress: string): string {
  if (!ipaddr.isValid(clientAddress)) return clientAddress
  const address = ipaddr.process(clientAddress)
  if (address instanceof ipaddr.IPv4) return address.toString()
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}

/**
 * Counts a try before it is looked at, so that tries side by side are counted as well. Says nothing of whether the account exists. Nobody is shut out for
 * longer than the window, and passkeys, OIDC, a reset by mail and the owner token are not counted here: the owner always gets in. Throws `too-many-attempts`.
 */
export async function beginAttempt({ store }: Pick<Deps, 'store'>, key: AttemptKey): Promise<Attempt> {
  const { email, method } = key
  const network = networkOf(key.clientAddress)
  const { id } = await store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sign-in network ${network}`}, 0))`
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sign-in account ${email}`}, 0))`
    await refuseTooMany(transaction, email, network)
    return transaction.signInAttempt.create({ data: { email, network, method, outcome: 'failed' } })
  })
  const note = (client: Prisma.TransactionClient, outcome: string) =>
    // Forgotten already when the password was reset meanwhile.
    client.signInAttempt.updateMany({ where: { id }, data: { outcome } })
  return {
    succeeded: async (transaction) => void (await note(transaction, 'succeeded')),
    pending: async () => void (await note(store, 'pending')),
  }
}

async function refuseTooMany(transaction: Prisma.TransactionClient, email: string, network: string): Promise<void> {
  const begin = new Date(Date.now() - windowMinutes * 60_000)
  const { signInAttempt } = transaction
  const lastSuccess = await signInAttempt.findFirst({
    where: { email, network, outcome: 'succeeded', at: { gt: new Date(Date.now() - knownNetworkDays * 86_400_000) } },
    orderBy: { at: 'desc' },
  })
  const since = lastSuccess !== null && lastSuccess.at > begin ? lastSuccess.at : begin
  const failed = { outcome: 'failed' }
  const pair = await signInAttempt.count({ where: { ...failed, email, network, at: { gt: since } } })
  const fromNetwork = await signInAttempt.count({ where: { ...failed, network, at: { gt: begin } } })
  const ofAccount =
    lastSuccess === null ? await signInAttempt.count({ where: { ...failed, email, at: { gt: begin } } }) : 0
  if (pair < failuresMax.pair && fromNetwork < failuresMax.network && ofAccount < failuresMax.accountFromStrangers)
    return
  throw new CodedError('too-many-attempts', 'Too many tries to sign in have failed.', {
    cure: `Wait ${windowMinutes} minutes and try again, or use a passkey or the reset by mail. On the server, make password EMAIL=… makes a new password.`,
  })
}
