import type { Environment } from '@fun/contract/resources'

export type ActionName = 'deploy' | 'plan' | 'start' | 'restart' | 'stop'

type Action = {
  verb: string
  /** Beneath `/environments/<name>/`. */
  path: string
  /** Visitors notice it. */
  interrupts: boolean
  /** What will happen, in a sentence or two. */
  consequence: (environment: Environment) => string
}

/** What a person can ask of an environment, and what comes of it: buttons and their dialogs read this one table. */
export const actions: Record<ActionName, Action> = {
  deploy: {
    verb: 'Deploy',
    path: 'deployments',
    interrupts: false,
    consequence: ({ reference, source, serving }) =>
      `The newest commit of ${reference} in ${source.name} is fetched, built and served. ${
        serving === null
          ? 'It is the first: services and databases are made.'
          : 'What is served now keeps answering until the new one is ready, and stays when it fails.'
      }`,
  },
  plan: {
    verb: 'Plan',
    path: 'plans',
    interrupts: false,
    consequence: ({ reference }) =>
      `Compares what runs with what ${reference} asks for, and shows every action a deployment would take. Nothing is changed.`,
  },
  start: {
    verb: 'Start',
    path: 'start',
    interrupts: false,
    consequence: () => 'Its containers are started, as they were made, and made ready.',
  },
  restart: {
    verb: 'Restart',
    path: 'restart',
    interrupts: true,
    consequence: () =>
      'Every service is stopped and started again. Visitors get errors until LMS and CMS answer. Data is kept.',
  },
  stop: {
    verb: 'Stop',
    path: 'stop',
    interrupts: true,
    consequence: () => 'LMS, CMS and all services are stopped: nothing answers until somebody starts it. Data is kept.',
  },
}

/** The actions that make sense now, the primary one first. */
export function offeredActions(environment: Environment): ActionName[] {
  if (environment.services.length === 0) return ['deploy', 'plan']
  if (environment.health === 'stopped') return ['deploy', 'plan', 'start']
  return ['deploy', 'plan', 'restart', 'stop']
}
