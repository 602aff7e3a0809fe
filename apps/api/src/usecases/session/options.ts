import type { signInOptions } from '@fun/contract/accounts'
import type { z } from 'zod'
import type { PublicSite } from '../../accounts/public-site.ts'
import type { Deps } from '../../deps.ts'
import { countOwners } from '../roles/last-owner.ts'

/** The ways in that this installation offers. */
export async function signInOptionsOf(deps: Deps, site: PublicSite): Promise<z.infer<typeof signInOptions>> {
  const [owners, providers] = await Promise.all([
    countOwners(deps.store),
    deps.store.oidcProvider.findMany({ select: { name: true, title: true }, orderBy: { name: 'asc' } }),
  ])
  return {
    firstRun: owners === 0,
    passkey: site.relyingPartyId !== null,
    resetByMail: deps.mail !== undefined && deps.config.publicUrl !== undefined,
    providers,
  }
}
