import { cut, type StatusAddress, type StatusHost } from './status-host.ts'

const states = { pending: 'pending', success: 'success', failure: 'failed', cancelled: 'canceled' } as const

const deploymentStates = { pending: 'running', success: 'success', failure: 'failed', cancelled: 'canceled' } as const

const projectOf = ({ apiUrl, repository }: StatusAddress) => `${apiUrl}/projects/${encodeURIComponent(repository)}`

/** GitLab. Source: GitLab's documentation, commits API, set commit pipeline status; deployments API. */
export const gitlab: StatusHost = {
  apiUrlOf: (origin) => `${origin}/api/v4`,
  call: (where, { state, context, description, targetUrl }) => ({
    url: `${projectOf(where)}/statuses/${where.commit}`,
    headers: { 'private-token': where.token },
    body: {
      state: states[state],
      name: context,
      description: cut(description, 255),
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
    },
  }),
  deployments: {
    create: (where, { state, environment, reference }) => ({
      url: `${projectOf(where)}/deployments`,
      headers: { 'private-token': where.token },
      body: {
        environment,
        sha: where.commit,
        ref: reference.replace(/^refs\/(heads|tags)\//, ''),
        tag: reference.startsWith('refs/tags/'),
        status: deploymentStates[state],
      },
    }),
    update: (where, { state }) => ({
      method: 'PUT',
      url: `${projectOf(where)}/deployments/${where.deploymentId}`,
      headers: { 'private-token': where.token },
      body: { status: deploymentStates[state] },
    }),
  },
  // It refuses to be told the same twice.
  isKnown: (status, answer) => status === 400 && answer.includes('Cannot transition status'),
}
