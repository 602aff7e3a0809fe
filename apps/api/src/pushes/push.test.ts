import { describe, expect, it } from 'vitest'
import { type EarlierDeploy, type Follower, names, reasonToLeave, refOf, waitsForStart, wordsOf } from './push.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const deploy = (facts: Partial<EarlierDeploy>): EarlierDeploy => ({
  id: 'op',
  open: false,
  reference: 'main',
  toRevision: false,
  commit: 'old',
  queuedAt: at(0),
  ...facts,
})
const follower = (facts: Partial<Follower> = {}): Follower => ({
  name: 'demo',
  reference: 'main',
  autoDeploy: true,
  deployPaths: null,
  wantedState: 'running',
  destroying: false,
  servingCommit: 'old',
  heldCommit: null,
  deploys: [deploy({})],
  ...facts,
})
const look = (facts: object = {}) => ({ at: at(120), before: at(60), first: false, ...facts })

describe('a push that a webhook tells of', () => {
  it.each<[string, Partial<Follower>]>([
    ['serves an older commit', {}],
    ['was never deployed', { wantedState: 'absent', servingCommit: null, deploys: [] }],
    ['is being deployed at another commit', { deploys: [deploy({ open: true })] }],
    ['is being taken back to a revision', { deploys: [deploy({ open: true, toRevision: true, commit: null })] }],
    ['serves it, but is being deployed at another', { servingCommit: 'new', deploys: [deploy({ open: true })] }],
    ['failed to deploy it before', { deploys: [deploy({ commit: 'new' })] }],
  ])('deploys an environment that %s', (_what, facts) => {
    expect(reasonToLeave(follower(facts), 'new')).toBeUndefined()
  })

  it.each<[string, Partial<Follower>]>([
    ['autoDeploy is off', { autoDeploy: false }],
    ['is destroyed', { wantedState: 'destroyed' }],
    ['is destroyed', { destroying: true }],
    ['is stopped', { wantedState: 'stopped' }],
    ['serves that commit', { servingCommit: 'new' }],
    ['was taken back from that commit', { heldCommit: 'new' }],
    [
      'is being taken back from that commit',
      { servingCommit: 'new', deploys: [deploy({ open: true, toRevision: true, commit: null })] },
    ],
    ['is being deployed at that commit', { deploys: [deploy({ open: true, commit: 'new' })] }],
  ])('leaves one that %s', (reason, facts) => {
    expect(reasonToLeave(follower(facts), 'new')).toContain(reason)
  })
})

describe('a push that a poll finds', () => {
  it('is deployed when nobody told of it', () => {
    expect(reasonToLeave(follower(), 'new', look())).toBeUndefined()
  })

  it('is not deployed again after a webhook told of it, also when that failed', () => {
    const told = follower({ deploys: [deploy({ commit: 'new', queuedAt: at(90) })] })
    expect(reasonToLeave(told, 'new', look())).toContain('was deployed at that commit')
  })

  it('is deployed when the webhook’s deploy ended at another commit than the one pushed', () => {
    const lagged = follower({ deploys: [deploy({ commit: 'old', queuedAt: at(90) })] })
    expect(reasonToLeave(lagged, 'new', look())).toBeUndefined()
  })

  it('is deployed again when it was deployed before the last look, and the branch has been elsewhere since', () => {
    const back = follower({ deploys: [deploy({ commit: 'other', queuedAt: at(70) }), deploy({ commit: 'new' })] })
    expect(reasonToLeave(back, 'new', look())).toBeUndefined()
  })

  it('gives way to whatever was asked for after it looked', () => {
    const newer = follower({ deploys: [deploy({ toRevision: true, commit: 'older', queuedAt: at(121) })] })
    expect(reasonToLeave(newer, 'new', look())).toContain('since the look')
  })
})

describe('an environment that is stopped', () => {
  const stopped = (facts: Partial<Follower> = {}) => follower({ wantedState: 'stopped', ...facts })
  it('waits for its start when the push would have been deployed', () => {
    expect(waitsForStart(stopped(), 'new', look())).toBe(true)
  })

  it.each<[string, Follower]>([
    ['runs', follower()],
    ['has served it', stopped({ servingCommit: 'new' })],
    ['was taken back from it', stopped({ heldCommit: 'new' })],
    ['does not deploy by itself', stopped({ autoDeploy: false })],
    ['was deployed since', stopped({ deploys: [deploy({ commit: 'other', queuedAt: at(121) })] })],
  ])('does not when it %s', (_what, facts) => {
    expect(waitsForStart(facts, 'new', look())).toBe(false)
  })
})

describe('the first look', () => {
  const first = look({ before: undefined, first: true })
  it('deploys only what serves an older commit of its reference', () => {
    expect(reasonToLeave(follower(), 'new', first)).toBeUndefined()
  })

  it.each<[string, Partial<Follower>]>([
    ['was never deployed', { servingCommit: null, deploys: [] }],
    ['failed at that commit', { deploys: [deploy({ commit: 'new' })] }],
    ['was deployed from another branch by a person', { deploys: [deploy({ reference: 'topic' })] }],
    ['was taken back to a revision', { deploys: [deploy({ toRevision: true })] }],
  ])('only remembers for one that %s', (_what, facts) => {
    expect(reasonToLeave(follower(facts), 'new', first)).toContain('first look')
  })
})

it('a reference names a branch, a tag, or a whole ref, and the branch comes first', () => {
  expect(names('main', 'refs/heads/main')).toBe(true)
  expect(names('v1', 'refs/tags/v1')).toBe(true)
  expect(names('refs/heads/main', 'refs/heads/main')).toBe(true)
  expect(names('main', 'refs/heads/x/main')).toBe(false)
  const heads = new Map([
    ['refs/tags/both', 'a'],
    ['refs/heads/both', 'b'],
    ['refs/tags/v1', 'c'],
  ])
  expect(refOf('both', heads)).toBe('refs/heads/both')
  expect(refOf('v1', heads)).toBe('refs/tags/v1')
  expect(refOf('refs/tags/both', heads)).toBe('refs/tags/both')
  expect(refOf('0123456789abcdef', heads)).toBeUndefined()
  expect([wordsOf('refs/heads/a/b'), wordsOf('refs/tags/v1')]).toEqual(['branch a/b', 'tag v1'])
})
