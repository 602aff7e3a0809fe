import { account } from '@fun/contract/accounts'
import type { z } from 'zod'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'

const accountInclude = {
  password: { select: { changedAt: true } },
  totp: { select: { confirmedAt: true } },
  recoveryCodes: { where: { usedAt: null }, select: { usedAt: true } },
  passkeys: { orderBy: { id: 'asc' } },
  identities: { orderBy: { id: 'asc' }, include: { provider: { select: { name: true, title: true } } } },
} satisfies Prisma.UserInclude

/** A person's account with the ways to sign in that it has. Nothing of it proves anything. Throws `not-found`. */
export async function findAccount(deps: Pick<Deps, 'store'>, userId: string): Promise<z.infer<typeof account>> {
  const row = await deps.store.user.findUnique({ where: { id: userId }, include: accountInclude })
  if (row === null) throw new CodedError('not-found', 'This account is gone.')
  return account.parse({
    id: row.id,
    email: row.email,
    name: row.name,
    hasPassword: row.password !== null,
    totp: row.totp !== null && row.totp.confirmedAt !== null,
    recoveryCodesLeft: row.recoveryCodes.length,
    passkeys: row.passkeys.map(({ id, name, backedUp, createdAt, lastUsedAt }) => ({
      id,
      name,
      backedUp,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    identities: row.identities.map(({ id, provider, createdAt, lastUsedAt }) => ({
      id,
      provider: provider.name,
      title: provider.title,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    })),
    createdAt: row.createdAt.toISOString(),
  })
}
