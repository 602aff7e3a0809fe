/** Most of a payload that is kept as it came; longer ones are shortened. */
const keptBytesMax = 256 * 1024
const shortenedItemsMax = 20
const shortenedTextMax = 2_000
const depthMax = 40
const mask = '[redacted]'

/** Fields whose value is a credential by their name. */
const secretName =
  /(?:^|_|-)(?:token|secret|password|passwd|private_?key|api_?key|access_?key|authorization|credentials?)$/i
/**
 * Credentials by their form: user:password@ in a URL, and tokens of this product, GitHub, GitLab, Slack and AWS. Each with a text that it has
 * in it, which is faster to look for.
 */
const secretForms: ReadonlyArray<[hint: string, form: RegExp]> = [
  ['://', /(?<=:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,500}(?=@)/g],
  ['fun_', /\bfun_[A-Za-z0-9_-]{16,}/g],
  ['gh', /\bgh[pousr]_[A-Za-z0-9]{20,}/g],
  ['github_pat_', /\bgithub_pat_[A-Za-z0-9_]{20,}/g],
  ['gl', /\bgl(?:pat|ptt|dt|rt|ft|soat)-[A-Za-z0-9_.-]{16,}/g],
  ['whsec_', /\bwhsec_[A-Za-z0-9+/]{20,}={0,2}/g],
  ['xox', /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g],
  ['AKIA', /\bAKIA[0-9A-Z]{16}\b/g],
]

export interface KeptPayload {
  payload: unknown
  payloadBytes: number
  payloadShortened: boolean
}

/**
 * What is kept of a payload for people to look at: without values that are secret by the name of their field or by their form, and without
 * those that `redact` knows. `bytes`: length of the body.
 */
export function keepPayload(payload: unknown, bytes: number, redact: (text: string) => string): KeptPayload {
  const shorten = bytes > keptBytesMax
  return { payload: kept(payload, { redact, shorten }, 0), payloadBytes: bytes, payloadShortened: shorten }
}

interface Keeping {
  redact(text: string): string
  shorten: boolean
}

function kept(value: unknown, keeping: Keeping, depth: number): unknown {
  if (typeof value === 'string') return keptText(value, keeping)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthMax) return '…'
  if (Array.isArray(value)) {
    const items = keeping.shorten ? value.slice(0, shortenedItemsMax) : value
    return items.map((each) => kept(each, keeping, depth + 1))
  }
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => {
    const secret = secretName.test(name) && (typeof field === 'string' || typeof field === 'number') && field !== ''
    return [keptText(name, keeping), secret ? mask : kept(field, keeping, depth + 1)]
  })
  return Object.fromEntries(fields)
}

function keptText(text: string, { redact, shorten }: Keeping): string {
  let shown = redact(text)
  for (const [hint, form] of secretForms) if (shown.includes(hint)) shown = shown.replace(form, mask)
  return shorten && shown.length > shortenedTextMax ? `${shown.slice(0, shortenedTextMax)}…` : shown
}
