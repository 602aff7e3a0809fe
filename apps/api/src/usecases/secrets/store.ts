import { z } from 'zod'
import { secretContext } from '../../adapters/store/encryption.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'

/**
 * Stores values encrypted; a name that exists gets a new version. The newest versions are kept (`config.secretVersionsKept`), and those that the
 * serving revision was deployed with. `by` is `kind:name`; empty: the product itself. Returns names and versions, as the audit holds them.
 */
export async function storeSecrets(
  deps: Pick<Deps, 'encryption' | 'config'>,
  transaction: Prisma.TransactionClient,
  environmentId: string,
  values: Record<string, string>,
  by: string,
): Promise<Array<{ name: string; version: number }>> {
  const stored: Array<{ name: string; version: number }> = []
  for (const [name, value] of Object.entries(values)) {
    const valueEncrypted = deps.encryption.encrypt(value, secretContext(environmentId, name))
    const { version } = await transaction.secret.upsert({
      where: { environmentId_name: { environmentId, name } },
      create: { environmentId, name, valueEncrypted, version: await firstVersion(transaction, environmentId, name) },
      update: { valueEncrypted, version: { increment: 1 } },
    })
    await transaction.secretVersion.create({ data: { environmentId, name, version, valueEncrypted, createdBy: by } })
    await forgetOld(transaction, environmentId, name, version - deps.config.secretVersionsKept)
    stored.push({ name, version })
  }
  return stored
}

/** A name that was deleted goes on counting: containers know a secret by its version. */
async function firstVersion(
  transaction: Prisma.TransactionClient,
  environmentId: string,
  name: string,
): Promise<number> {
  const rows = await transaction.$queryRaw<Array<{ newest: number | null }>>`
    SELECT max(("secretVersions"->>${name})::int) AS newest FROM "Revision" WHERE "environmentId" = ${environmentId}::uuid`
  return (rows[0]?.newest ?? 0) + 1
}

async function forgetOld(
  transaction: Prisma.TransactionClient,
  environmentId: string,
  name: string,
  upTo: number,
): Promise<void> {
  if (upTo < 1) return
  const environment = await transaction.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { servingRevision: { select: { secretVersions: true } } },
  })
  const serving = versionsOf(environment.servingRevision?.secretVersions)[name] ?? 0
  await transaction.secretVersion.deleteMany({
    where: { environmentId, name, version: { lte: upTo, not: serving } },
  })
}

/** Versions of secrets by name, as a revision holds them; empty for none. */
export function versionsOf(stored: unknown): Record<string, number> {
  return z.record(z.string(), z.number()).safeParse(stored).data ?? {}
}
