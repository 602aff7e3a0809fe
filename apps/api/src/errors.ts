import type { Problem } from '@fun/contract/resources'

/** The one table of errors that the API answers with: code → status, title, and what to do next. Codes are stable. */
export const codedErrors = {
  unauthenticated: [
    401,
    'A credential is needed',
    'Send a token that is valid as `Authorization: Bearer fun_…`, or sign in on the portal.',
  ],
  'signature-refused': [
    401,
    'The delivery is not signed for this address',
    'Sign the body, byte for byte, with the secret of the source: `X-Signature-256: sha256=<HMAC-SHA256 in hex>`. POST /api/v1/sources/<source>/webhooks makes one, and says what your git host wants to know.',
  ],
  'sign-in-refused': [401, 'Not signed in', 'Check address and password; a forgotten password can be reset.'],
  'passkey-refused': [422, 'The passkey is not accepted', 'Try again, or sign in another way.'],
  'ticket-refused': [422, 'This step has expired', 'Start again.'],
  'oidc-refused': [
    422,
    'The sign-in was not completed',
    'Start again; the person who runs this portal sees the reason in its log.',
  ],
  'not-a-member': [403, 'You have no account here', 'Ask an administrator of this portal to invite you.'],
  'identity-not-tied': [
    403,
    'The account has another way in',
    'Sign in that way first, then tie this provider to the account under Account.',
  ],
  'identity-taken': [
    409,
    'Another account is tied to this person',
    'Sign in with the provider, or remove it from the other account.',
  ],
  'signed-in-already': [409, 'Somebody else is signed in here', 'Sign out first, if you mean to be somebody else.'],
  'session-needed': [409, 'A person who is signed in is wanted', 'Sign in on the portal.'],
  'confirmation-needed': [
    403,
    'Prove who you are once more',
    'Send the password to POST /api/v1/account/confirm, or sign in again; then repeat this call.',
  ],
  'password-refused': [422, 'The password does not fit', 'Correct the fields that `errors` names.'],
  'code-refused': [422, 'The code does not fit', 'Wait for the next code; the clock of the telephone has to be right.'],
  'password-needed': [409, 'A password is wanted first', 'Set a password, then turn codes on.'],
  'totp-exists': [409, 'Codes are on already', 'Turn them off first to use another application.'],
  'totp-missing': [409, 'Codes are not on', 'Turn codes on first.'],
  'last-way-in': [409, 'Nobody could sign in any more', 'Set a password or add a passkey first.'],
  'passkey-unavailable': [
    409,
    'Passkeys do not work at this address',
    'Open the portal by a host name over HTTPS, and name it in FUN_PUBLIC_URL.',
  ],
  'invitation-refused': [403, 'The invitation cannot be used', 'Ask for a new invitation.'],
  'reset-refused': [403, 'The link cannot be used', 'Ask for a new link.'],
  'mail-unavailable': [
    409,
    'No mail is sent from here',
    'Ask an administrator; on the server, `make password EMAIL=…` makes a link.',
  ],
  'member-exists': [409, 'The address has an account', 'Give the member another role instead.'],
  'owner-exists': [
    409,
    'There is an owner already',
    'Sign in, or make a new password on the server: `make password EMAIL=…`.',
  ],
  'owner-token-needed': [
    403,
    'The owner token is wanted',
    'Open the link that `make bootstrap` prints on the server; run again, it prints it again.',
  ],
  'oidc-unavailable': [422, 'The provider does not answer', 'Check the address of the issuer, client id and secret.'],
  'origin-refused': [403, 'The request came from another site', 'Open the portal by its own address and try again.'],
  forbidden: [403, 'Not allowed', 'Ask somebody who has one of these roles, or an owner to give you one.'],
  'not-found': [404, 'Not found', 'Check the name or id; lists show what exists.'],
  'invalid-request': [422, 'The request does not fit', 'Correct the fields that `errors` names.'],
  'malformed-request': [400, 'The request cannot be read', 'Send valid JSON with `Content-Type: application/json`.'],
  'request-too-large': [413, 'The request is too large', 'Send at most 1 MB, or 25 MB to a webhook.'],
  'unsupported-media-type': [
    415,
    'The content type is not supported',
    'Send JSON with `Content-Type: application/json`.',
  ],
  'name-taken': [409, 'The name is taken', 'Choose another name.'],
  'port-taken': [409, 'A port is taken', 'Choose another port, or destroy the environment that has it.'],
  'path-refused': [
    422,
    'The path is not allowed',
    'Use a folder beneath FUN_DEVELOPMENT_ROOTS, which the server’s own configuration names.',
  ],
  'delivery-not-waiting': [
    409,
    'The delivery does not wait for an approval',
    'GET /api/v1/sources/<source>/deliveries?state=waiting lists those that do.',
  ],
  'repository-unreachable': [
    422,
    'The repository cannot be read',
    'Check the address and the credentials of the source, and that the worker’s machine may reach it.',
  ],
  'unknown-reference': [422, 'The reference does not exist', 'Name a branch, a tag or a whole commit id.'],
  'release-unknown': [
    422,
    'The release cannot be told',
    'Name it in the specification, e.g. "release": "teak"; GET /api/v1/releases lists them.',
  ],
  'source-in-use': [409, 'The source is in use', 'Destroy the environments that use it first.'],
  'name-not-confirmed': [
    422,
    'The name does not match',
    'Type the name of the environment exactly; destroying cannot be undone.',
  ],
  'environment-destroyed': [
    409,
    'The environment is destroyed',
    'Deploy it to bring it back with the data that was kept, or destroy it with its data to free the name.',
  ],
  'environment-not-deployed': [409, 'Nothing is deployed yet', 'Deploy the environment first.'],
  'revision-of-another-environment': [422, 'The revision belongs elsewhere', 'Name a revision of this environment.'],
  'revision-not-kept': [
    409,
    'The revision is not kept',
    'Choose a revision with `kept`, or deploy its commit: "reference".',
  ],
  'last-owner': [409, 'The last owner stays', 'Make somebody else an owner first.'],
  'service-not-running': [409, 'The service does not run', 'Start the environment, or choose a service that runs.'],
  'too-many-terminals': [409, 'Too many terminals are open', 'Close one of your terminals first.'],
  'terminal-taken-over': [409, 'The terminal was opened elsewhere', 'Go on there, or connect again here.'],
  'upgrade-required': [
    426,
    'This is the address of a socket',
    'Open it as a WebSocket (`Connection: Upgrade`, `Upgrade: websocket`).',
  ],
  'secret-name-refused': [
    422,
    'The name is reserved',
    'Choose another name, and write ${NAME} where its value belongs in the specification.',
  ],
  'secret-derived': [422, 'The secret follows from another one', 'Set or generate the private key that it belongs to.'],
  'secret-held-by-data': [
    409,
    'The server keeps this password with its data',
    'Change it in the server first, then set the same value here: PUT …/secrets/<name>.',
  ],
  'secret-generated': [
    409,
    'The secret is needed',
    'Generate a new value for it instead: POST …/secrets/<name>/generate.',
  ],
  'secret-in-use': [409, 'The secret is in use', 'Take its name out of the specification first.'],
  'operation-finished': [409, 'The operation has ended', 'Nothing is left to cancel.'],
  'operation-uncancellable': [
    409,
    'The operation cannot be cancelled now',
    'Wait for this step to end, or deploy another revision afterwards.',
  ],
  'worker-unavailable': [503, 'No worker answered', 'Start a worker (`make start`) and try again.'],
  unavailable: [503, 'A part of the portal is not reachable', 'Try again in a moment; `make status` shows what runs.'],
  busy: [503, 'Too much at once', 'Send it again after the seconds that Retry-After names.'],
  'too-many-requests': [429, 'Too many requests', 'Send it again after the seconds that Retry-After names.'],
  'precondition-failed': [
    412,
    'It was changed meanwhile',
    'Look at `current`, apply your change to it, and send it with the ETag of now in If-Match.',
  ],
  'idempotency-key-reused': [
    422,
    'The key belongs to another request',
    'Send a new Idempotency-Key for a new request; the same key only with the same body.',
  ],
  'idempotency-key-in-use': [
    409,
    'The first request with this key still runs',
    'Send it again in a moment: it is answered as the first one.',
  ],
  'too-many-attempts': [429, 'Too many attempts', 'Wait a minute and try again.'],
  internal: [500, 'Something went wrong here', 'Try again; the server’s log has the details under this request id.'],
} as const satisfies Record<string, readonly [status: number, title: string, cure: string]>

export type ErrorCode = keyof typeof codedErrors

/** An error that a person may read. `detail` says what happened and why; the cure comes from the table unless given. */
export class CodedError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly cure: string
  readonly errors: Array<{ path: string; message: string }> | undefined
  /** The action that somebody may not do, and the roles that have it. */
  readonly missing: Problem['missing']
  /** What the resource is now, when a precondition about it failed. */
  readonly current: Record<string, unknown> | undefined
  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      cure?: string
      errors?: Array<{ path: string; message: string }>
      missing?: Problem['missing']
      current?: Record<string, unknown>
      cause?: unknown
    } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause })
    this.name = 'CodedError'
    this.code = code
    this.detail = detail
    this.cure = more.cure ?? codedErrors[code][2]
    this.errors = more.errors
    this.missing = more.missing
    this.current = more.current
  }
}

/** The RFC 9457 object of a coded error. */
export function toProblem(error: CodedError, instance?: string): Problem {
  const [status, title] = codedErrors[error.code]
  return {
    type: `urn:fun:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.detail,
    cure: error.cure,
    ...(instance === undefined ? {} : { instance }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.missing === undefined ? {} : { missing: error.missing }),
    ...(error.current === undefined ? {} : { current: error.current }),
  }
}
