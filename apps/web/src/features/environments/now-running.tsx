import type { Environment, Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { Status } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { currentStep } from '#lib/operation-events.ts'
import { kindWords, operationWords } from '#lib/status-words.ts'

/** What runs in an environment now, with its step and time; when nothing does, how the last operation ended. */
export function NowRunning({ environment }: { environment: Environment }) {
  const { currentOperation, lastOperation } = environment
  if (currentOperation !== null) return <Current operation={currentOperation} />
  if (lastOperation === null) return <span className="text-quiet">nothing has run yet</span>
  return <Last operation={lastOperation} />
}

function Current({ operation }: { operation: Operation }) {
  const step = currentStep(operation)
  const words = kindWords[operation.kind]
  const waits = operation.state === 'queued'
  return (
    <Link
      href={`/operations/${operation.id}`}
      className="flex min-w-0 items-center gap-1.5 rounded-control hover:underline"
    >
      <Status of={operationWords[operation.state]} iconOnly />
      <span className="shrink-0 font-medium">{waits ? `${words.noun} queued` : words.doing}</span>
      <span className="min-w-0 flex-1 truncate text-quiet">{waits ? operation.waitingFor : step?.title}</span>
      <Duration from={operation.startedAt} to={null} className="shrink-0 font-mono text-xs text-quiet" />
    </Link>
  )
}

function Last({ operation }: { operation: Operation }) {
  const words = operationWords[operation.state]
  return (
    <Link
      href={`/operations/${operation.id}`}
      title={operation.problem?.detail}
      className="flex min-w-0 items-center gap-1.5 rounded-control text-quiet hover:underline"
    >
      <Status of={words} iconOnly />
      <span className={`min-w-0 truncate ${operation.state === 'failed' ? 'font-medium text-text' : ''}`}>
        {kindWords[operation.kind].noun} {words.word.toLowerCase()}
      </span>
      {operation.finishedAt !== null && <Ago at={operation.finishedAt} className="shrink-0" />}
    </Link>
  )
}
