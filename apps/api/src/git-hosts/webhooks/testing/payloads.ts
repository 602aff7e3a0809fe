/** Payloads as the git hosts document them, without the fields that nobody reads here. */

const commit = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2'
const before = '6dcb09b5b57875f334f61aebed695e2e4193db5e'

/** Source: GitHub's documentation, webhook event push. */
export const githubPush = {
  ref: 'refs/heads/main',
  before,
  after: commit,
  created: false,
  deleted: false,
  forced: false,
  repository: { full_name: 'team/platform', fork: false, pushed_at: 1_764_000_000 },
  commits: [
    { id: before, added: ['docs/a.md'], removed: [], modified: [] },
    { id: commit, added: [], removed: ['old.txt'], modified: ['docs/a.md', 'docs/b.md'] },
  ],
}

/** Source: GitHub's documentation, webhook event pull_request. */
export const githubPullRequest = (
  headRepository: string | null,
  { action = 'opened', number = 12, sha = commit }: { action?: string; number?: number; sha?: string } = {},
) => ({
  action,
  number,
  repository: { full_name: 'team/platform', fork: false },
  pull_request: {
    number,
    title: 'A better page',
    updated_at: '2026-11-25T00:00:00Z',
    head: { ref: 'topic', sha, repo: headRepository === null ? null : { full_name: headRepository } },
    base: { ref: 'main' },
  },
})

/** Source: GitLab's documentation, webhook events, push events. */
export const gitlabPush = {
  object_kind: 'push',
  before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
  after: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
  ref: 'refs/heads/master',
  project: { path_with_namespace: 'mike/diaspora' },
  commits: [
    {
      id: 'b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327',
      added: ['CHANGELOG'],
      modified: ['app/controller/application.rb'],
      removed: [],
    },
    {
      id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      added: ['CHANGELOG'],
      modified: ['app/controller/application.rb'],
      removed: [],
    },
  ],
  total_commits_count: 4,
}

/** Source: GitLab's documentation, webhook events, tag events. */
export const gitlabTag = {
  object_kind: 'tag_push',
  before: '0'.repeat(40),
  after: '82b3d5ae55f7080f1e6022629cdb57bfae7cccc7',
  ref: 'refs/tags/v1.0.0',
  project: { path_with_namespace: 'jsmith/example' },
  commits: [],
  total_commits_count: 0,
}

/** Source: GitLab's documentation, webhook events, merge request events. */
export const gitlabMergeRequest = (more: { action: string; oldrev?: string }) => ({
  object_kind: 'merge_request',
  project: { path_with_namespace: 'gitlabhq/gitlab-test' },
  object_attributes: {
    iid: 1,
    title: 'MS-Viewport',
    source_branch: 'ms-viewport',
    target_branch: 'master',
    source: { path_with_namespace: 'awesome_space/awesome_project' },
    last_commit: { id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7' },
    ...more,
  },
})

/** Source: Gitea's documentation, webhooks. */
export const giteaPush = {
  ref: 'refs/heads/develop',
  before: '28e1879d029cb852e4844d9c718537df08844e03',
  after: 'bffeb74224043ba2feb48d137756c8a9331c449a',
  commits: [{ id: 'bffeb74224043ba2feb48d137756c8a9331c449a', added: null, removed: null, modified: null }],
  repository: { full_name: 'gitea/webhooks', fork: false, updated_at: '2017-03-13T13:48:11-04:00' },
}
export const giteaDelete = { ref: 'v1.0.0', ref_type: 'tag', repository: { full_name: 'gitea/webhooks', fork: false } }
export const giteaPullRequest = {
  action: 'synchronized',
  number: 2,
  repository: { full_name: 'gitea/webhooks', fork: false },
  pull_request: {
    title: 'huge improvements',
    head: { ref: 'feature', sha: commit, repo: { full_name: 'mallory/webhooks' } },
    base: { ref: 'main' },
  },
}

/** Source: Atlassian's documentation, Bitbucket Cloud event payloads. */
export const bitbucketPush = {
  repository: { full_name: 'team/platform' },
  push: {
    changes: [
      {
        old: { type: 'branch', name: 'main', target: { hash: '1e65c05c1d5171631d92438a13901ca7dae9618c' } },
        new: { type: 'branch', name: 'main', target: { hash: '709d658dc5b6d6afcd46049c2f332ee3f515a67d' } },
        forced: false,
      },
      { old: { type: 'tag', name: 'old', target: { hash: '1e65c05c1d5171631d92438a13901ca7dae9618c' } }, new: null },
    ],
  },
}
export const bitbucketPullRequest = (headRepository: string) => ({
  repository: { full_name: 'team/platform' },
  pullrequest: {
    id: 1,
    title: 'Awesome new feature',
    source: { branch: { name: 'topic' }, commit: { hash: 'd3022fc0ca3d' }, repository: { full_name: headRepository } },
    destination: { branch: { name: 'main' } },
  },
})

/** Source: Atlassian's documentation, Bitbucket Data Center event payloads. */
const dataCenterRepository = { slug: 'platform', project: { key: 'PROJ' } }
export const dataCenterPush = {
  eventKey: 'repo:refs_changed',
  date: '2017-09-19T09:45:32+1000',
  repository: dataCenterRepository,
  changes: [
    { ref: { id: 'refs/heads/main' }, toHash: 'a00945762949b7787503d2bd2b8ba1ba2ee6c7c5', type: 'UPDATE' },
    { ref: { id: 'refs/heads/gone' }, toHash: '0'.repeat(40), type: 'DELETE' },
  ],
}
export const dataCenterPullRequest = {
  pullRequest: {
    id: 11,
    title: 'A cool PR',
    fromRef: {
      displayId: 'topic',
      latestCommit: 'ddc19f786f705e13b1e7e6d5e2f1d5b7e8d2f6f0',
      repository: { slug: 'platform', project: { key: '~mallory' } },
    },
    toRef: { displayId: 'main', repository: dataCenterRepository },
  },
}
