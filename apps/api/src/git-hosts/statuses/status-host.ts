/** What became of a commit, for the people who look at it on their git host. */
export interface CommitStatusReport {
  state: 'pending' | 'success' | 'failure' | 'cancelled'
  /** `fun/<environment>`: the last report under it is the one that shows. */
  context: string
  /** A sentence; hosts that take less get its beginning. */
  description: string
  /** Where there is more to see; null: nowhere. */
  targetUrl: string | null
}

/** A deployment as git hosts that know environments show it. */
export interface DeploymentReport {
  state: CommitStatusReport['state']
  environment: string
  /** Branch, tag or commit that was asked for. */
  reference: string
  description: string
  /** Of the operation in the portal, and of what it serves; null: not known. */
  logUrl: string | null
  servedUrl: string | null
}

export interface StatusCall {
  /** POST when absent. */
  method?: 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  body: Record<string, string | boolean | string[]>
}

/** Where and with what a host is told. */
export interface StatusAddress {
  apiUrl: string
  repository: string
  token: string
}

/** A git host's way of being told. Pure. */
export interface StatusHost {
  /** Base address of the API of the host that has an https address, such as `https://git.example.org`. */
  apiUrlOf(origin: string): string
  call(where: StatusAddress & { commit: string }, report: CommitStatusReport): StatusCall
  /** For hosts that show environments: one call makes a deployment and answers its `id`, the other tells what became of it. */
  deployments?: {
    create(where: StatusAddress & { commit: string }, report: DeploymentReport): StatusCall
    update(where: StatusAddress & { deploymentId: string }, report: DeploymentReport): StatusCall
  }
  /** Whether an answer that is no success says that the host knows already. */
  isKnown(status: number, answer: string): boolean
}

/** The beginning of a text that is too long, with an ellipsis. */
export const cut = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`

/** `owner/name` as path segments. */
export const segments = (repository: string): string => repository.split('/').map(encodeURIComponent).join('/')
