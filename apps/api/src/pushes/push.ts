import type { DeployPaths } from '@fun/contract/resources'

/** Files that a push changed, as whoever told of it says; `complete`: there are no others. */
export interface ChangedPaths {
  paths: string[]
  complete: boolean
}

/** A ref of a source that moved. */
export interface Push {
  /** The whole name: refs/heads/…, refs/tags/…. */
  ref: string
  /** What it names now; null when it was deleted or nobody said. */
  commit: string | null
  deleted: boolean
  /** null: nobody said. */
  changed: ChangedPaths | null
}

/** An earlier deploy of an environment, as far as a push cares. */
export interface EarlierDeploy {
  id: string
  open: boolean
  reference: string
  /** Back to a revision, whatever the reference names. */
  toRevision: boolean
  /** What it resolved to, or was pushed for. */
  commit: string | null
  queuedAt: Date
}

/** An environment whose reference a push may name. */
export interface Follower {
  name: string
  reference: string
  autoDeploy: boolean
  /** null: every changed file makes a push deploy it. */
  deployPaths: DeployPaths | null
  wantedState: string
  destroying: boolean
  servingCommit: string | null
  /** Commit that a person left by going back: no push of that very commit brings it back. */
  heldCommit: string | null
  /** Newest first, without superseded ones. */
  deploys: EarlierDeploy[]
}

/** What a poll knows beside the push itself. */
export interface Look {
  at: Date
  /** When it last looked; undefined: never. */
  before: Date | undefined
  /** It has not seen this ref before. */
  first: boolean
}

/** Why an environment is left as it is, as half a sentence; undefined: it is to be deployed. `look`: a poll tells of the push. */
export function reasonToLeave(follower: Follower, commit: string | null, look?: Look): string | undefined {
  if (!follower.autoDeploy) return 'does not deploy by itself (autoDeploy is off)'
  if (follower.destroying || follower.wantedState === 'destroyed') return 'is destroyed'
  if (follower.wantedState === 'stopped') return 'is stopped'
  const [newest] = follower.deploys
  if (newest?.open && newest.reference === follower.reference && commit !== null && newest.commit === commit)
    return `is being deployed at that commit already (operation ${newest.id})`
  if (!newest?.open && commit !== null && follower.servingCommit === commit) return 'serves that commit already'
  if (newest?.open && newest.toRevision && commit !== null && follower.servingCommit === commit)
    return `is being taken back from that commit (operation ${newest.id})`
  if (commit !== null && follower.heldCommit === commit)
    return 'was taken back from that commit; deploy it to go forward'
  return look === undefined ? undefined : reasonOfLook(follower, commit, look)
}

/** Whether an environment is left for no other reason than that it is stopped. */
export function waitsForStart(follower: Follower, commit: string | null, look: Look): boolean {
  return follower.wantedState === 'stopped' && !reasonToLeave({ ...follower, wantedState: 'running' }, commit, look)
}

/** A poll comes late: what a webhook or a person asked for meanwhile counts, also when it failed. */
function reasonOfLook(follower: Follower, commit: string | null, { at, before, first }: Look): string | undefined {
  const newer = follower.deploys.find(({ queuedAt }) => queuedAt >= at)
  if (newer) return `was deployed since the look (operation ${newer.id})`
  const handled = follower.deploys.find(
    (deploy) =>
      before !== undefined &&
      deploy.queuedAt >= before &&
      deploy.reference === follower.reference &&
      deploy.commit === commit,
  )
  if (handled) return `was deployed at that commit (operation ${handled.id})`
  return first && !hasMissedPush(follower, commit) ? 'is left as it is at the first look' : undefined
}

/** At the first look: it serves what its reference once named, and a push came while nobody looked. A person's other choice stays. */
function hasMissedPush({ reference, servingCommit, deploys }: Follower, commit: string | null): boolean {
  const [newest] = deploys
  if (newest === undefined || servingCommit === null) return false
  return newest.reference === reference && !newest.toRevision && newest.commit !== commit
}

/** Whether a reference, as a person wrote it (branch, tag or whole ref), names this ref. */
export function names(reference: string, ref: string): boolean {
  return [`refs/heads/${reference}`, `refs/tags/${reference}`, reference].includes(ref)
}

/** The ref that a reference stands for, in the order in which git resolves it here: branch, tag, whole ref. Undefined for a commit, or a ref that is gone. */
export function refOf(reference: string, heads: ReadonlyMap<string, string>): string | undefined {
  return [`refs/heads/${reference}`, `refs/tags/${reference}`, reference].find((ref) => heads.has(ref))
}

/** `branch main` of `refs/heads/main`. */
export function wordsOf(ref: string): string {
  if (ref.startsWith('refs/heads/')) return `branch ${ref.slice('refs/heads/'.length)}`
  return ref.startsWith('refs/tags/') ? `tag ${ref.slice('refs/tags/'.length)}` : ref
}
