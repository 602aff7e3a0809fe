import type { Operation } from '@fun/contract/resources'
import type { PortalClient } from './portal-client.ts'
import { beginWork, duration, endAllWork, endWork, say } from './terminal.ts'

export interface FollowOptions {
  /** Print log lines as they come; otherwise only steps, and the end of the log when it fails. */
  showLog: boolean
}

/** Shows an operation until it has ended. Throws with the problem, its cure and the log that belongs to it when it did not succeed. */
export async function followOperation(
  client: PortalClient,
  queued: Operation,
  options: FollowOptions,
): Promise<Operation> {
  const recent: string[] = []
  try {
    for await (const event of client.events(queued.id)) {
      switch (event.type) {
        case 'step':
          showStep(event.step)
          break
        case 'log':
          if (options.showLog) for (const line of event.lines) say(line)
          recent.push(...event.lines)
          recent.splice(0, recent.length - 20)
          break
        case 'state':
          break
        default:
          event satisfies never
      }
    }
  } finally {
    endAllWork()
  }
  const ended = await client.operation(queued.id)
  if (ended.state === 'succeeded') return ended
  const problem = ended.problem
  for (const line of problem?.log ?? (options.showLog ? [] : recent)) say(`    | ${line}`)
  const reason = problem === null ? `ended as ${ended.state}` : [problem.detail, problem.cure].filter(Boolean).join(' ')
  throw new Error(
    `The operation ${ended.kind} ${ended.id} ${ended.state === 'failed' ? 'failed' : 'did not succeed'}: ${reason}`,
  )
}

function showStep(step: Operation['steps'][number]): void {
  if (step.state === 'pending') return
  if (step.state === 'running') {
    beginWork(step.title)
    return
  }
  endWork(step.title)
  const detail = step.detail === '' ? '' : ` — ${step.detail}`
  say(`  ${marks[step.state]} ${step.title}${detail} ${spent(step)}`.trimEnd())
}

const marks = { succeeded: '✓', skipped: '-', failed: '✗', cancelled: '✗' } as const

function spent(step: Operation['steps'][number]): string {
  if (step.startedAt === null || step.finishedAt === null) return ''
  return duration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))
}
