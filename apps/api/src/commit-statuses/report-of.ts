import { problem } from '@fun/contract/resources'
import type { Operation } from '../adapters/store/generated/client.ts'
import type { CommitStatusReport } from '../git-hosts/statuses/status-host.ts'
import { asObject } from '../operations/pin-result.ts'

/** What a git host is told of a deploy as it stands. `servedUrl`: of the environment, once it serves; `portalUrl`: of the portal, when it is known. */
export function reportOf(
  operation: Pick<Operation, 'id' | 'state' | 'result' | 'problem'>,
  environment: { name: string; servedUrl: string | undefined },
  portalUrl: string | undefined,
): CommitStatusReport {
  const context = `fun/${environment.name}`
  const operationUrl = portalUrl === undefined ? null : `${portalUrl}/operations/${operation.id}`
  const told = (state: CommitStatusReport['state'], description: string, targetUrl = operationUrl) => ({
    state,
    context,
    description,
    targetUrl,
  })
  switch (operation.state) {
    case 'queued':
    case 'running':
    case 'cancelling':
      return told('pending', `${environment.name} is being deployed.`)
    case 'succeeded': {
      const { leftAlone } = asObject(operation.result)
      if (typeof leftAlone === 'string') return told('success', leftAlone)
      return told('success', `${environment.name} serves it.`, environment.servedUrl ?? operationUrl)
    }
    case 'failed': {
      const found = problem.safeParse(operation.problem).data
      return told('failure', found === undefined ? 'The deployment failed.' : `${found.title}: ${found.detail}`)
    }
    case 'superseded':
      return told('cancelled', 'A newer deployment took its place.')
    case 'cancelled':
      return told('cancelled', 'The deployment was cancelled.')
  }
}

/** The commit that a deploy is about, as far as it is known; undefined: nobody has resolved its reference yet. */
export function commitOf({ input, result }: Pick<Operation, 'input' | 'result'>): string | undefined {
  const { pushedCommit, fetchRef, reference } = asObject(input)
  const { commit } = asObject(result)
  const approved = typeof fetchRef === 'string' ? reference : undefined
  return [commit, pushedCommit, approved].find((each) => typeof each === 'string')
}
