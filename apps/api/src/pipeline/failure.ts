import type { Problem } from '@fun/contract/resources'

/** Problems that an operation can end with, and their titles. A code never changes its meaning. */
const failures = {
  'repository-unreachable': 'The source cannot be read',
  'unknown-reference': 'The reference does not exist',
  'working-tree-has-changes': 'The working tree has local changes',
  'working-tree-missing': 'The working tree is not there',
  'not-a-platform': 'The source is no Open edX platform',
  'release-unknown': 'The release cannot be told',
  'release-not-buildable': 'The release cannot be built here',
  'base-image-failed': 'The base image could not be made',
  'image-pull-failed': 'An image could not be pulled',
  'requirements-failed': 'Python requirements do not install',
  'node-modules-failed': 'JavaScript packages do not install',
  'assets-failed': 'The assets do not build',
  'build-failed': 'An image does not build',
  'disk-full': 'The disk is nearly full',
  'build-timeout': 'A build took too long',
  'memory-short': 'Two generations do not fit into memory',
  'port-taken': 'A port is in use',
  'plan-changed': 'The plan has changed since it was shown',
  'revision-not-kept': 'The revision is not kept',
  'migrations-since': 'Migrations stand in the way',
  'image-gone': 'An image of the revision is gone',
  'secret-missing': 'A secret has no value',
  'project-taken': 'The name belongs to another Compose project',
  'data-incompatible': 'A data volume was written by another engine',
  'migration-failed': 'A migration failed',
  'snapshot-failed': 'The snapshot of the database could not be made',
  'job-failed': 'A one-off job failed',
  'deploy-failed': 'The deployment failed',
  'not-served': 'The environment does not answer',
  'command-failed': 'The command failed',
  'nothing-deployed': 'Nothing is deployed',
  'engine-unreachable': 'The Docker engine is not reachable',
  'rights-lost': 'Who ordered it may not do that any more',
  'status-not-sent': 'The git host was not told of a commit',
  internal: 'The worker failed',
} as const

export type FailureCode = keyof typeof failures

/** A failure that is data on the operation: what happened, what to do next, and the log that belongs to it. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly detail: string
  readonly cure: string | undefined
  readonly log: string[] | undefined
  constructor(code: FailureCode, facts: { detail: string; cure?: string; log?: string[]; cause?: unknown }) {
    super(`${code}: ${facts.detail}`, { cause: facts.cause })
    this.name = 'Failure'
    this.code = code
    this.detail = facts.detail
    this.cure = facts.cure
    this.log = facts.log
  }
}

/** RFC 9457 form of a failure. `show` removes secrets from texts. */
export function failureProblem(failure: Failure, show: (text: string) => string): Problem {
  return {
    type: `urn:fun:problem:${failure.code}`,
    title: failures[failure.code],
    status: failure.code === 'internal' ? 500 : 422,
    code: failure.code,
    detail: show(failure.detail),
    ...(failure.cure === undefined ? {} : { cure: show(failure.cure) }),
    ...(failure.log === undefined ? {} : { log: failure.log.map(show) }),
  }
}
