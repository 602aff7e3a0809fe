import { cut, type StatusHost, segments } from './status-host.ts'

const states = { pending: 'pending', success: 'success', failure: 'failure', cancelled: 'warning' } as const

/** Gitea and Forgejo. Source: their API documentation, repository, create a commit status. */
export const gitea: StatusHost = {
  apiUrlOf: (origin) => `${origin}/api/v1`,
  call: ({ apiUrl, repository, token, commit }, { state, context, description, targetUrl }) => ({
    url: `${apiUrl}/repos/${segments(repository)}/statuses/${commit}`,
    headers: { authorization: `token ${token}` },
    body: {
      state: states[state],
      context,
      description: cut(description, 255),
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
    },
  }),
  isKnown: () => false,
}
