import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bitbucket } from './bitbucket.ts'
import { generic } from './generic.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { readBody } from './read-body.ts'
import * as told from './testing/payloads.ts'

/** The payloads that GitHub has really sent. They come with CommonJS types of their own, which are no part of what is tested. */
const recorded = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(createRequire(import.meta.url)('@octokit/webhooks-examples'))
const examples = recorded.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })))
const examplesOf = (wanted: string) => examples.filter(({ name }) => name === wanted).map(({ payload }) => payload)
const onGitHub = (name: string, payload: unknown) => github.event({ 'x-github-event': name }, payload)

describe('GitHub', () => {
  it('every recorded payload is read, and only pushes, deletions, pull requests and pings mean something', () => {
    expect(examples.length).toBeGreaterThan(300)
    const meaning = new Set(
      examples.flatMap(({ name, payload }) => (onGitHub(name, payload).kind === 'other' ? [] : [name])),
    )
    expect([...meaning].toSorted()).toEqual(['delete', 'ping', 'pull_request', 'push'])
  })

  it('a push names branch or tag, commit and files; a new branch does not have all files', () => {
    const pushes = examplesOf('push').map((payload) => onGitHub('push', payload))
    expect(pushes).toHaveLength(7)
    const commit = '6113728f27ae82c7b1a177c8d03f9e96e0adf246'
    const repository = { fullName: 'Codertocat/Hello-World', fork: false }
    expect(pushes).toContainEqual({
      kind: 'push',
      repository,
      pushes: [
        { ref: 'refs/heads/master', commit, deleted: false, changed: { paths: ['README.md'], complete: false } },
      ],
    })
    expect(pushes).toContainEqual({
      kind: 'push',
      repository,
      pushes: [{ ref: 'refs/tags/simple-tag', commit, deleted: false, changed: { paths: [], complete: false } }],
    })
    expect(pushes).toContainEqual({
      kind: 'push',
      repository,
      pushes: [{ ref: 'refs/tags/simple-tag', commit: null, deleted: true, changed: null }],
    })
  })

  it('a push to a branch that was there has all its files, unless it was forced', () => {
    const changed = { paths: ['docs/a.md', 'docs/b.md', 'old.txt'], complete: true }
    expect(onGitHub('push', told.githubPush)).toMatchObject({ pushes: [{ changed }] })
    const forced = onGitHub('push', { ...told.githubPush, forced: true })
    expect(forced).toMatchObject({ pushes: [{ changed: { ...changed, complete: false } }] })
    const long = { ...told.githubPush, commits: Array.from({ length: 2_048 }, () => ({ added: ['x'] })) }
    expect(onGitHub('push', long)).toMatchObject({ pushes: [{ changed: { complete: false } }] })
  })

  it('a pull request has a head, which only some actions make new', () => {
    const changes = examplesOf('pull_request').map((payload) => {
      const event = onGitHub('pull_request', payload)
      return [payload.action, event.kind === 'pull-request' ? event.change : '']
    })
    expect(Object.fromEntries(changes)).toMatchObject({
      opened: 'head',
      reopened: 'head',
      synchronize: 'head',
      ready_for_review: 'head',
      closed: 'closed',
      labeled: 'other',
    })
    expect(onGitHub('pull_request', examplesOf('pull_request')[0])).toMatchObject({
      pullRequest: {
        number: 2,
        headCommit: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
        headRepository: 'Codertocat/Hello-World',
        fork: false,
        fetchRef: 'refs/pull/2/head',
      },
    })
  })

  it('a pull request of a fork, or of one that is gone, is one of a fork', () => {
    expect(onGitHub('pull_request', told.githubPullRequest('mallory/platform'))).toMatchObject({
      pullRequest: { fork: true, headRepository: 'mallory/platform' },
    })
    expect(onGitHub('pull_request', told.githubPullRequest(null))).toMatchObject({
      pullRequest: { fork: true, headRepository: null },
    })
  })

  it.each([
    ['push', {}],
    ['push', null],
    ['push', { ref: 'main', after: 'x' }],
    ['pull_request', { action: 'opened' }],
    ['delete', { ref: 'x', ref_type: 'repository' }],
  ])('a %s of %j is not read', (name, payload) => {
    expect(() => onGitHub(name, payload)).toThrow(z.ZodError)
  })
})

describe('GitLab', () => {
  const on = (name: string, payload: unknown) => gitlab.event({ 'x-gitlab-event': name }, payload)
  it('reads pushes, tags, deletions and merge requests as they are documented', () => {
    expect(on('Push Hook', told.gitlabPush)).toEqual({
      kind: 'push',
      repository: { fullName: 'mike/diaspora', fork: false },
      pushes: [
        {
          ref: 'refs/heads/master',
          commit: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
          deleted: false,
          changed: { paths: ['CHANGELOG', 'app/controller/application.rb'], complete: false },
        },
      ],
    })
    expect(on('Tag Push Hook', told.gitlabTag)).toMatchObject({ pushes: [{ ref: 'refs/tags/v1.0.0', deleted: false }] })
    expect(on('Push Hook', { ...told.gitlabPush, after: '0'.repeat(40), commits: [] })).toMatchObject({
      pushes: [{ commit: null, deleted: true }],
    })
    expect(on('Pipeline Hook', {})).toEqual({ kind: 'other', name: 'Pipeline Hook' })
  })

  it.each([
    ['open', undefined, 'head'],
    ['update', 'e59094b8de0f2f91abbe4760a52d9137260252d8', 'head'],
    ['update', undefined, 'other'],
    ['merge', undefined, 'closed'],
    ['approved', undefined, 'other'],
  ])('a merge request that was told of by %s (oldrev %s): %s', (action, oldrev, change) => {
    expect(
      on('Merge Request Hook', told.gitlabMergeRequest({ action, ...(oldrev === undefined ? {} : { oldrev }) })),
    ).toMatchObject({
      kind: 'pull-request',
      change,
      pullRequest: {
        number: 1,
        fork: true,
        headRepository: 'awesome_space/awesome_project',
        fetchRef: 'refs/merge-requests/1/head',
      },
    })
  })

  it('where a signature is there, a right token does not help a wrong one', () => {
    const headers = { 'webhook-id': 'x', 'webhook-timestamp': '1', 'webhook-signature': `v1,${'A'.repeat(43)}=` }
    expect(gitlab.isGenuine({ ...headers, 'x-gitlab-token': 'the token' }, Buffer.from('{}'), ['the token'])).toBe(
      false,
    )
    expect(gitlab.isGenuine({ 'x-gitlab-token': 'the token' }, Buffer.from('{}'), ['the token'])).toBe(true)
    expect(gitlab.isGenuine({ 'x-gitlab-token': 'the token ' }, Buffer.from('{}'), ['the token'])).toBe(false)
    expect(gitlab.isGenuine({}, Buffer.from('{}'), [''])).toBe(false)
  })
})

describe('Gitea and Forgejo', () => {
  const on = (name: string, payload: unknown) => gitea.event({ 'x-gitea-event': name }, payload)
  it('read pushes, deletions and pull requests as they are documented', () => {
    expect(on('push', told.giteaPush)).toMatchObject({
      repository: { fullName: 'gitea/webhooks', fork: false },
      pushes: [{ ref: 'refs/heads/develop', commit: 'bffeb74224043ba2feb48d137756c8a9331c449a' }],
    })
    expect(gitea.event({ 'x-forgejo-event': 'push', 'x-gitea-event': 'other' }, told.giteaPush).kind).toBe('push')
    expect(on('delete', told.giteaDelete)).toMatchObject({
      pushes: [{ ref: 'refs/tags/v1.0.0', commit: null, deleted: true }],
    })
    expect(on('pull_request', told.giteaPullRequest)).toMatchObject({
      change: 'head',
      pullRequest: { number: 2, fork: true, fetchRef: 'refs/pull/2/head' },
    })
    expect(on('create', {})).toEqual({ kind: 'other', name: 'create' })
  })
})

describe('Bitbucket', () => {
  const on = (name: string, payload: unknown) => bitbucket.event({ 'x-event-key': name }, payload)
  it('reads several changes of one push, without their files', () => {
    expect(on('repo:push', told.bitbucketPush)).toEqual({
      kind: 'push',
      repository: { fullName: 'team/platform', fork: false },
      pushes: [
        { ref: 'refs/heads/main', commit: '709d658dc5b6d6afcd46049c2f332ee3f515a67d', deleted: false, changed: null },
        { ref: 'refs/tags/old', commit: null, deleted: true, changed: null },
      ],
    })
  })

  it('shows the commits of a fork in the fork only', () => {
    expect(on('pullrequest:created', told.bitbucketPullRequest('team/platform'))).toMatchObject({
      change: 'head',
      pullRequest: { fork: false, headCommit: 'd3022fc0ca3d', fetchRef: 'refs/heads/topic' },
    })
    expect(on('pullrequest:updated', told.bitbucketPullRequest('mallory/platform'))).toMatchObject({
      pullRequest: { fork: true, fetchRef: null },
    })
    expect(on('pullrequest:fulfilled', told.bitbucketPullRequest('team/platform'))).toMatchObject({ change: 'closed' })
  })

  it('reads Data Center too', () => {
    expect(on('diagnostics:ping', { test: true })).toEqual({ kind: 'ping' })
    expect(on('repo:refs_changed', told.dataCenterPush)).toEqual({
      kind: 'push',
      repository: { fullName: 'PROJ/platform', fork: false },
      pushes: [
        { ref: 'refs/heads/main', commit: 'a00945762949b7787503d2bd2b8ba1ba2ee6c7c5', deleted: false, changed: null },
        { ref: 'refs/heads/gone', commit: null, deleted: true, changed: null },
      ],
    })
    expect(on('pr:opened', told.dataCenterPullRequest)).toMatchObject({
      repository: { fullName: 'PROJ/platform' },
      pullRequest: {
        number: 11,
        fork: true,
        headRepository: '~mallory/platform',
        fetchRef: 'refs/pull-requests/11/from',
      },
    })
  })
})

describe('anybody else', () => {
  it('may say which files changed', () => {
    const ref = 'refs/heads/main'
    expect(generic.event({}, { ref, paths: ['a'] })).toMatchObject({
      pushes: [{ changed: { paths: ['a'], complete: true } }],
    })
    expect(generic.event({}, { ref })).toMatchObject({ pushes: [{ changed: null, commit: null, deleted: false }] })
  })
})

it('a body is JSON, or a form with JSON in it', () => {
  const form = Buffer.from(`payload=${encodeURIComponent('{"ref": "refs/heads/ä+b"}')}`)
  expect(readBody(form, 'application/x-www-form-urlencoded')).toEqual({ ref: 'refs/heads/ä+b' })
  expect(readBody(Buffer.from('{"a": 1}'), undefined)).toEqual({ a: 1 })
  expect(readBody(Buffer.from('no'), 'application/json')).toBeUndefined()
  expect(readBody(Buffer.from('x=1'), 'application/x-www-form-urlencoded')).toBeUndefined()
})
