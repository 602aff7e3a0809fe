import { createHmac, randomUUID } from 'node:crypto'
import { webhookSetUp } from '@fun/contract/webhooks'
import type { Portal } from './portal.ts'

/** Tells the portal what GitHub would of a source's repository: a push that no environment follows, and a pull request of a fork. */
export async function tellOfPushes(portal: Portal, sourceName: string, fullName: string): Promise<void> {
  const made = await portal.call('POST', `/sources/${sourceName}/webhooks`, { provider: 'github' })
  const { secret } = webhookSetUp.parse(made)
  const after = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2'
  const repository = { full_name: fullName, fork: false }
  const tell = async (event: string, payload: object) => {
    const body = JSON.stringify(payload)
    const answer = await fetch(`${portal.url}/api/v1/webhooks/github/${sourceName}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret ?? '')
          .update(body)
          .digest('hex')}`,
      },
      body,
    })
    if (!answer.ok) throw new Error(`${event}: ${answer.status} ${await answer.text()}`)
  }
  const commits = [{ message: 'Courses: the outline keeps its place', added: ['docs/a.md'], removed: [], modified: [] }]
  await tell('ping', { zen: 'Keep it logically awesome.' })
  await tell('push', { ref: 'refs/heads/nobody-follows-it', after, repository, commits })
  await tell('pull_request', {
    action: 'opened',
    number: 12,
    repository,
    pull_request: {
      number: 12,
      title: 'A better page',
      head: { ref: 'better-page', sha: after, repo: { full_name: 'somebody/edx-platform' } },
      base: { ref: 'main' },
    },
  })
}
