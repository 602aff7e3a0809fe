import { createOidcProvider, type oidcProvider } from '@fun/contract/accounts'
import type { Role } from '@fun/contract/policy'
import type { z } from 'zod'

export type Provider = z.infer<typeof oidcProvider>

/** A row of the role map as it is typed; `key` tells rows apart. */
export type MappingDraft = { key: number; value: string; role: Role }
/** What a person types of a sign-in provider. */
export type ProviderDraft = {
  name: string
  title: string
  issuer: string
  clientId: string
  /** Empty: none for a new one, the stored one for one that is changed. */
  clientSecret: string
  /** Of one that is changed: it has no secret from now on. */
  withoutSecret: boolean
  /** Parted by spaces. */
  scopes: string
  /** Empty: roles do not come from a claim. */
  roleClaim: string
  roleMap: readonly MappingDraft[]
  defaultRole: Role | ''
}

export const emptyProvider: ProviderDraft = {
  name: '',
  title: '',
  issuer: '',
  clientId: '',
  clientSecret: '',
  withoutSecret: false,
  scopes: 'openid email profile',
  roleClaim: '',
  roleMap: [],
  defaultRole: '',
}

/** The draft of a provider as it stands. */
export function draftOfProvider(provider: Provider): ProviderDraft {
  const { name, title, issuer, clientId, scopes, roleClaim, roleMap, defaultRole } = provider
  return {
    ...emptyProvider,
    name,
    title,
    issuer,
    clientId,
    scopes: scopes.join(' '),
    roleClaim: roleClaim ?? '',
    roleMap: roleMap.map((each, key) => ({ key, ...each })),
    defaultRole: defaultRole ?? '',
  }
}

/** The draft with one more row in its role map. */
export function withMapping(draft: ProviderDraft): ProviderDraft {
  const key = Math.max(-1, ...draft.roleMap.map((each) => each.key)) + 1
  return { ...draft, roleMap: [...draft.roleMap, { key, value: '', role: 'viewer' }] }
}

function fieldsOf(draft: ProviderDraft) {
  return {
    title: draft.title.trim(),
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    scopes: draft.scopes.split(/[\s,]+/).filter((each) => each !== ''),
    roleClaim: draft.roleClaim.trim() === '' ? null : draft.roleClaim.trim(),
    roleMap: draft.roleMap.map(({ value, role }) => ({ value: value.trim(), role })),
    defaultRole: draft.defaultRole === '' ? null : draft.defaultRole,
  }
}

/** Body of the call that adds a provider. */
export function newProviderOf(draft: ProviderDraft) {
  const clientSecret = draft.clientSecret === '' ? null : draft.clientSecret
  return { name: draft.name.trim(), ...fieldsOf(draft), clientSecret }
}

/** Body of the call that changes one: the secret only when it is another one, or none from now on. */
export function providerChangeOf(draft: ProviderDraft) {
  if (draft.withoutSecret) return { ...fieldsOf(draft), clientSecret: null }
  return { ...fieldsOf(draft), ...(draft.clientSecret === '' ? {} : { clientSecret: draft.clientSecret }) }
}

/** Whether a secret has to be given or taken away: the stored one is shown to no other issuer. */
export function wantsSecret(draft: ProviderDraft, provider: Pick<Provider, 'issuer' | 'hasClientSecret'>): boolean {
  const isDecided = draft.clientSecret !== '' || draft.withoutSecret
  return provider.hasClientSecret && !isDecided && draft.issuer.trim() !== provider.issuer
}

/** What does not fit, by field: `name`, `issuer` …; of the role map `roleMap.<row>`. */
export function problemsOfProvider(draft: ProviderDraft): ReadonlyMap<string, string> {
  const parsed = createOidcProvider.safeParse(newProviderOf(draft))
  const found = new Map<string, string>()
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path[0] === 'roleMap' && path.length > 1 ? `roleMap.${String(path[1])}` : String(path[0])
    if (!found.has(field)) found.set(field, message)
  }
  return found
}
