import type { PublicSite } from '../../accounts/public-site.ts'
import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentOidcProvider } from './present-provider.ts'

/** Providers that people sign in with, newest first. */
export async function listOidcProviders(deps: Deps, site: PublicSite, page: PageRequest) {
  const rows = await deps.store.oidcProvider.findMany(pageArguments(page))
  return toPage(rows, page, (row) => presentOidcProvider(site, row))
}
