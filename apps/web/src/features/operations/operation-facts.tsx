import type { Operation } from '@fun/contract/resources'
import { Commit } from '#components/ui/commit.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Ago } from '#components/ui/time.tsx'

type Result = Operation['result']

// Shown in a place of their own, or of no use to a person.
const shownElsewhere = new Set(['commit', 'commitSubject', 'plan', 'planHash', 'urls', 'marks', 'changes'])

/** Who asked, since when, for what, and everything that the operation found out. */
export function OperationFacts({ operation }: { operation: Operation }) {
  const { result } = operation
  const commit = textOf(result, 'commit')
  const subject = textOf(result, 'commitSubject')
  const facts: Fact[] = [
    { label: 'Triggered by', value: operation.trigger },
    { label: 'Queued', value: <Ago at={operation.queuedAt} /> },
    {
      label: 'Commit',
      wide: true,
      value: commit === null ? null : <Commit commit={commit} {...(subject === null ? {} : { subject })} copyable />,
    },
    { label: 'Attempts', value: operation.attempts > 1 ? operation.attempts : null },
    { label: 'Waits for', value: operation.state === 'queued' ? operation.waitingFor : null },
    ...otherFacts(result),
  ]
  return (
    <div className="rounded-card border border-line bg-surface px-4 py-3">
      <Facts facts={facts} />
    </div>
  )
}

function textOf(result: Result, key: string): string | null {
  const value = result[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function otherFacts(result: Result): Fact[] {
  return Object.entries(result)
    .filter(([key]) => !shownElsewhere.has(key))
    .map(([key, value]) => ({ label: labelOf(key), value: <ResultValue value={value} /> }))
}

function ResultValue({ value }: { value: Result[string] }) {
  if (value === null) return '—'
  if (typeof value === 'string' || typeof value === 'number') return <span className="break-all">{value}</span>
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return (
    <details>
      <summary className="rounded-control text-accent">Show</summary>
      <pre className="mt-1 max-h-60 overflow-auto font-mono text-xs whitespace-pre-wrap break-all">
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  )
}

/** `exitCode` reads as `Exit code`. */
function labelOf(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
