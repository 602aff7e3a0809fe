import { type Role, role, roles } from '@fun/contract/policy'
import { z } from 'zod'
import type { OidcProvider } from '../adapters/store/generated/client.ts'
import type { OidcClaims } from './oidc-client.ts'

const roleMap = z.array(z.object({ value: z.string(), role }))
const texts = z.union([
  z.string().transform((text) => [text]),
  z.array(z.unknown()).transform((all) => all.filter((each) => typeof each === 'string')),
])

/**
 * The mightiest role that the provider's map gives for somebody's claims; the default when it gives none; null when there is no default either. The claim is
 * named whole (`https://example.org/groups`), or as a path (`realm_access.roles`).
 */
export function mappedRole(
  provider: Pick<OidcProvider, 'roleClaim' | 'roleMap' | 'defaultRole'>,
  claims: OidcClaims,
): Role | null {
  if (provider.roleClaim === null) return provider.defaultRole
  const values = texts.safeParse(claimAt(claims, provider.roleClaim)).data ?? []
  const given = roleMap.parse(provider.roleMap).filter(({ value }) => values.includes(value))
  return roles.find((each) => given.some((entry) => entry.role === each)) ?? provider.defaultRole
}

function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
