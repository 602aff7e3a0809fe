import { cut, type StatusHost, segments } from './status-host.ts'

const states = { pending: 'pending', success: 'success', failure: 'failure', cancelled: 'error' } as const

/** GitHub and GitHub Enterprise Server. Source: GitHub's documentation, REST API, create a commit status. */
export const github: StatusHost = {
  apiUrlOf: (origin) => (origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`),
  call: ({ apiUrl, repository, token, commit }, { state, context, description, targetUrl }) => ({
    url: `${apiUrl}/repos/${segments(repository)}/statuses/${commit}`,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    body: {
      state: states[state],
      context,
      description: cut(description, 140),
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
    },
  }),
  isKnown: () => false,
}
