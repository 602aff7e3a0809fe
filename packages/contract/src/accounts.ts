import { z } from 'zod'
import { role } from './policy.ts'

const id = z.uuid()
const at = z.iso.datetime()

/** Addresses are compared in lower case; those with other letters than ASCII's are none, since some of these become ASCII's in lower case. */
export const emailAddress = z
  .string()
  .max(254)
  .transform((text) => text.trim())
  .pipe(z.email('Give an address such as name@example.org.'))
  .transform((text) => text.toLowerCase())
const personName = z.string().trim().min(1, 'Give a name.').max(100)
/** Length is what counts. Source: NIST SP 800-63B-4, 3.1.1. */
export const newPassword = z
  .string()
  .min(12, 'Use 12 characters or more; a few words make a good password.')
  .max(200, 'Use at most 200 characters.')
const givenPassword = z.string().min(1).max(200)
const oneTimeToken = z.string().min(20).max(200)
const ticket = z.string().min(20).max(200)
export const totpCode = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Give the six digits that the application shows.'))

/** What can be done to get in, for the page that asks. */
export const signInOptions = z
  .object({
    /** Nobody is owner yet: whoever has the owner token makes the first account. */
    firstRun: z.boolean(),
    /** Passkeys need a host name: false where the portal is opened by an IP address. */
    passkey: z.boolean(),
    /** Whether a forgotten password can be reset by mail. */
    resetByMail: z.boolean(),
    providers: z.array(z.object({ name: z.string(), title: z.string() })),
  })
  .meta({ id: 'SignInOptions' })

export const signInWithPassword = z.strictObject({ email: emailAddress, password: givenPassword })
/** `second-factor`: send `ticket` back with a code within five minutes. */
export const signInState = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('signed-in') }),
    z.object({ state: z.literal('second-factor'), ticket: z.string(), expiresAt: at }),
  ])
  .meta({ id: 'SignInState' })
export const signInWithSecondFactor = z.union([
  z.strictObject({ ticket, code: totpCode }),
  z.strictObject({ ticket, recoveryCode: z.string().min(8).max(40) }),
])

/** What a browser hands to its authenticator, as @simplewebauthn/browser takes it, and the ticket to send back with the answer. */
export const passkeyOptions = z
  .object({ ticket: z.string(), options: z.record(z.string(), z.unknown()) })
  .meta({ id: 'PasskeyOptions' })
const base64url = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]*$/)
const extensions = z.record(z.string(), z.unknown())
const attachment = z.enum(['platform', 'cross-platform']).optional()
/** JSON of an AuthenticationResponse. Source: WebAuthn Level 3, 5.1. */
export const passkeyAssertion = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensions,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
})
/** JSON of a RegistrationResponse. */
export const passkeyAttestation = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensions,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']))
      .max(10)
      .optional(),
  }),
})
export const signInWithPasskey = z.strictObject({ ticket, response: passkeyAssertion })
export const addPasskey = z.strictObject({
  ticket,
  name: z.string().trim().min(1).max(60),
  response: passkeyAttestation,
})

export const account = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    hasPassword: z.boolean(),
    totp: z.boolean(),
    recoveryCodesLeft: z.int(),
    passkeys: z.array(
      z.object({ id, name: z.string(), backedUp: z.boolean(), createdAt: at, lastUsedAt: at.nullable() }),
    ),
    identities: z.array(z.object({ id, provider: z.string(), title: z.string(), createdAt: at, lastUsedAt: at })),
    createdAt: at,
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof account>
export const updateAccount = z.strictObject({ name: personName })
export const firstRun = z.strictObject({ name: personName, email: emailAddress, password: newPassword })
/** `currentPassword` is wanted where there is one. */
export const changePassword = z.strictObject({ currentPassword: givenPassword.optional(), newPassword })
/** Proves anew who sits here: the password, and a code where codes are on. */
export const confirmSession = z.strictObject({ password: givenPassword, code: totpCode.optional() })
/** Shown once. `uri` is what the QR code says. Source: Key URI format of Google Authenticator. */
export const totpSetup = z.object({ secret: z.string(), uri: z.string() }).meta({ id: 'TotpSetup' })
export const confirmTotp = z.strictObject({ code: totpCode })
/** Each is good for one sign-in without the application. Shown once. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' })

export const session = z
  .object({
    id,
    current: z.boolean(),
    method: z.string(),
    userAgent: z.string(),
    clientAddress: z.string(),
    createdAt: at,
    lastSeenAt: at,
    expiresAt: at,
  })
  .meta({ id: 'Session' })

export const invitation = z
  .object({
    id,
    email: z.string(),
    role,
    environment: z.object({ id, name: z.string() }).nullable(),
    invitedBy: z.string(),
    state: z.enum(['open', 'accepted', 'expired', 'revoked']),
    createdAt: at,
    expiresAt: at,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof invitation>
export const createInvitation = z
  .strictObject({
    email: emailAddress,
    role,
    /** Name or id; left out, the role holds for the whole installation. */
    environment: z.string().min(1).max(64).optional(),
    expiresInHours: z.int().min(1).max(720).default(72),
  })
  .meta({ id: 'CreateInvitation' })
/** `url` is shown once; `mailed` says whether it was sent to the address too. */
export const createdInvitation = z
  .object({ invitation, url: z.string(), mailed: z.boolean() })
  .meta({ id: 'CreatedInvitation' })
/** The address is not shown: whoever accepts has to know it. */
export const invitationLook = z.object({ role, invitedBy: z.string(), expiresAt: at }).meta({ id: 'InvitationLook' })
export const lookAtInvitation = z.strictObject({ token: oneTimeToken })
export const acceptInvitation = z.strictObject({
  token: oneTimeToken,
  email: emailAddress,
  name: personName,
  password: newPassword,
})

export const askPasswordReset = z.strictObject({ email: emailAddress })
export const usePasswordReset = z.strictObject({ token: oneTimeToken, password: newPassword })

const roleMapping = z.strictObject({ value: z.string().min(1, 'Give a value of the claim.').max(200), role })
export const oidcProvider = z
  .object({
    id,
    name: z.string(),
    title: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    hasClientSecret: z.boolean(),
    scopes: z.array(z.string()),
    roleClaim: z.string().nullable(),
    roleMap: z.array(roleMapping),
    defaultRole: role.nullable(),
    /** To be registered at the provider. */
    redirectUri: z.string(),
    createdAt: at,
  })
  .meta({ id: 'OidcProvider' })
const providerFields = {
  title: z.string().trim().min(1, 'Say what stands on the button, such as Company account.').max(60),
  issuer: z.url({
    protocol: /^https?$/,
    error: 'Give the address of the issuer, such as https://id.example.org/realms/fun.',
  }),
  clientId: z.string().min(1, 'Give the id under which the provider knows the portal.').max(255),
  clientSecret: z.string().min(1).max(4096).nullable(),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'A scope has no space, quote or backslash.'))
    .max(20),
  roleClaim: z.string().min(1).max(200).nullable(),
  roleMap: z.array(roleMapping).max(100),
  defaultRole: role.nullable(),
}
export const createOidcProvider = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,30}$/, 'Use 2 to 31 lower-case letters, digits and hyphens, starting with a letter.'),
    ...providerFields,
    clientSecret: providerFields.clientSecret.default(null),
    scopes: providerFields.scopes.default(['openid', 'email', 'profile']),
    roleClaim: providerFields.roleClaim.default(null),
    roleMap: providerFields.roleMap.default([]),
    defaultRole: providerFields.defaultRole.default(null),
  })
  .meta({ id: 'CreateOidcProvider' })
export const updateOidcProvider = z.strictObject(providerFields).partial().meta({ id: 'UpdateOidcProvider' })
/** Where the browser has to go. */
export const oidcStart = z.object({ url: z.string() }).meta({ id: 'OidcStart' })
