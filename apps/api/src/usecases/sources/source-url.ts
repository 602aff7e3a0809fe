import path from 'node:path'
import { createAddressGuard, refusalOfHost } from '../../address-guard.ts'
import { beneathRoots } from '../../beneath-roots.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'

const scpLike = /^[a-z_][a-z0-9_-]*@[a-z0-9][a-z0-9.-]*:[^\s-][^\s]*$/i

/**
 * Checks the address of a repository: https, ssh (also `git@host:path`), or an absolute path beneath the server's development roots.
 * Everything else (ext::, file://, options, http), and what lies on a private address that the server does not allow, is refused. Returns the address to store. Throws `invalid`.
 */
export async function checkSourceUrl(deps: Deps, url: string): Promise<string> {
  if (path.isAbsolute(url)) return checkPath(deps, url)
  if (scpLike.test(url)) {
    await checkHost(deps, url.slice(url.indexOf('@') + 1, url.indexOf(':')))
    return url
  }
  if (!URL.canParse(url)) throw refused('This is no address of a git repository.')
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'ssh:')
    throw refused(`Git speaks https and ssh here, not ${protocol.slice(0, -1)}.`)
  if (hostname === '' || hostname.startsWith('-') || username.startsWith('-'))
    throw refused('The address names no valid host.')
  if (password !== '' || (protocol === 'https:' && username !== ''))
    throw refused('Give credentials in the field credentials, not in the address.')
  await checkHost(deps, hostname)
  return url
}

async function checkHost({ config }: Deps, host: string): Promise<void> {
  const refusal = await refusalOfHost(createAddressGuard(config.outgoingAllow, config.gitPrivateAddresses), host)
  if (refusal !== undefined)
    throw refused(refusal, 'Use a host on the internet, or have the server allow it by FUN_OUTGOING_ALLOW.')
}

async function checkPath(deps: Deps, named: string): Promise<string> {
  const { developmentRoots } = deps.config
  const found = await beneathRoots(named, developmentRoots)
  switch (found.kind) {
    case 'beneath':
      return found.real
    case 'missing':
      throw refused(`There is no folder ${named} on this server.`)
    case 'outside':
      throw refused(
        `${named} does not lie beneath a folder that this server allows (${developmentRoots.join(', ') || 'none is set'}).`,
      )
  }
}

const refused = (message: string, cure?: string): CodedError =>
  new CodedError('invalid-request', message, {
    errors: [{ path: 'url', message }],
    ...(cure === undefined ? {} : { cure }),
  })
