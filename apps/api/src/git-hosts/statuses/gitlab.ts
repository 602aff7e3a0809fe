import { cut, type StatusHost } from './status-host.ts'

const states = { pending: 'pending', success: 'success', failure: 'failed', cancelled: 'canceled' } as const

/** GitLab. Source: GitLab's documentation, commits API, set commit pipeline status. */
export const gitlab: StatusHost = {
  apiUrlOf: (origin) => `${origin}/api/v4`,
  call: ({ apiUrl, repository, token, commit }, { state, context, description, targetUrl }) => ({
    url: `${apiUrl}/projects/${encodeURIComponent(repository)}/statuses/${commit}`,
    headers: { 'private-token': token },
    body: {
      state: states[state],
      name: context,
      description: cut(description, 255),
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
    },
  }),
  // It refuses to be told the same twice.
  isKnown: (status, answer) => status === 400 && answer.includes('Cannot transition status'),
}
