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

export interface StatusCall {
  url: string
  headers: Record<string, string>
  body: Record<string, string>
}

/** A git host's way of being told. Pure. */
export interface StatusHost {
  /** Base address of the API of the host that has an https address, such as `https://git.example.org`. */
  apiUrlOf(origin: string): string
  call(
    where: { apiUrl: string; repository: string; token: string; commit: string },
    report: CommitStatusReport,
  ): StatusCall
  /** Whether an answer that is no success says that the host knows already. */
  isKnown(status: number, answer: string): boolean
}

/** The beginning of a text that is too long, with an ellipsis. */
export const cut = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`

/** `owner/name` as path segments. */
export const segments = (repository: string): string => repository.split('/').map(encodeURIComponent).join('/')
