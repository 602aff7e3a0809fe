import { cut, type StatusAddress, type StatusHost, segments } from './status-host.ts'

const states = { pending: 'pending', success: 'success', failure: 'failure', cancelled: 'error' } as const

const deploymentStates = {
  pending: 'in_progress',
  success: 'success',
  failure: 'failure',
  cancelled: 'inactive',
} as const
const descriptionLengthMax = 140

const headersOf = ({ token }: StatusAddress) => ({
  authorization: `Bearer ${token}`,
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
})

/** GitHub and GitHub Enterprise Server. Source: GitHub's documentation, REST API, commit statuses, deployments, deployment statuses. */
export const github: StatusHost = {
  apiUrlOf: (origin) => (origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`),
  call: (where, { state, context, description, targetUrl }) => ({
    url: `${where.apiUrl}/repos/${segments(where.repository)}/statuses/${where.commit}`,
    headers: headersOf(where),
    body: {
      state: states[state],
      context,
      description: cut(description, descriptionLengthMax),
      ...(targetUrl === null ? {} : { target_url: targetUrl }),
    },
  }),
  deployments: {
    // Nothing is merged and no check is waited for: the commit is deployed already.
    create: (where, { environment, description }) => ({
      url: `${where.apiUrl}/repos/${segments(where.repository)}/deployments`,
      headers: headersOf(where),
      body: {
        ref: where.commit,
        environment,
        description: cut(description, descriptionLengthMax),
        auto_merge: false,
        required_contexts: [],
      },
    }),
    update: (where, { state, description, logUrl, servedUrl }) => ({
      url: `${where.apiUrl}/repos/${segments(where.repository)}/deployments/${where.deploymentId}/statuses`,
      headers: headersOf(where),
      body: {
        state: deploymentStates[state],
        description: cut(description, descriptionLengthMax),
        ...(logUrl === null ? {} : { log_url: logUrl }),
        ...(servedUrl === null ? {} : { environment_url: servedUrl }),
      },
    }),
  },
  isKnown: () => false,
}
