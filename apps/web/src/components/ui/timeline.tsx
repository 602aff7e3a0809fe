'use client'

import type { Operation, Problem, Step } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { isFinal, type Look, stepLooks, type Tone } from '#lib/status-words.ts'
import { elapsedMs } from '#lib/time.ts'
import { ProblemBody } from './problem-notice.tsx'
import { StepStatus } from './status.tsx'
import { Duration, useNow } from './time.tsx'

type TimelineProps = {
  operation: Operation
  /** Key of the step whose log is shown; null for all. */
  selected: string | null
  onSelect: (key: string | null) => void
}

/** The steps of an operation as bars on its own time axis: what overlaps is seen to overlap, and what failed is open. */
export function Timeline({ operation, selected, onSelect }: TimelineProps) {
  const t = useTranslations('operation')
  const now = useNow(!isFinal(operation.state))
  const axis = axisOf(operation, now)
  const failed = operation.steps.find((step) => step.state === 'failed')
  if (operation.steps.length === 0) {
    return <p className="px-4 py-6 text-sm text-quiet">{emptyText(t, operation)}</p>
  }
  return (
    <ol className="py-1.5">
      {operation.steps.map((step) => (
        <li key={step.key}>
          <StepRow step={step} axis={axis} now={now} selected={selected === step.key} onSelect={onSelect} />
          {step.key === failed?.key && operation.problem !== null && <FailedStep problem={operation.problem} />}
        </li>
      ))}
    </ol>
  )
}

type Axis = { fromMs: number; lengthMs: number }
type StepRowProps = { step: Step; axis: Axis; now: number; selected: boolean; onSelect: (key: string | null) => void }

function StepRow({ step, axis, now, selected, onSelect }: StepRowProps) {
  const t = useTranslations('operation')
  return (
    <button
      type="button"
      data-step={step.key}
      aria-pressed={selected}
      title={selected ? t('wholeLog') : t('stepLog')}
      onClick={() => onSelect(selected ? null : step.key)}
      className={`grid w-full grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1 text-left text-sm -outline-offset-2 transition-colors hover:bg-sunken ${selected ? 'bg-sunken' : ''}`}
    >
      <StepStatus of={step.state} iconOnly />
      <span className="flex min-w-0 items-baseline gap-2">
        <span
          className={`truncate ${step.state === 'pending' || step.state === 'skipped' ? 'text-quiet' : 'font-medium'}`}
        >
          {step.title}
        </span>
        {step.detail !== '' && step.state !== 'failed' && (
          <span className="min-w-0 flex-1 truncate text-xs text-quiet" title={step.detail}>
            {step.detail}
          </span>
        )}
      </span>
      <span className="text-right font-mono text-xs text-quiet">
        {step.state === 'skipped' ? t('skipped') : <Duration from={step.startedAt} to={step.finishedAt} />}
      </span>
      <TimeBar step={step} axis={axis} now={now} look={stepLooks[step.state]} />
    </button>
  )
}

const barTones: Record<Tone, string> = {
  good: 'bg-good/70',
  busy: 'bg-busy',
  warn: 'bg-warn',
  bad: 'bg-bad',
  idle: 'bg-idle/60',
}

function TimeBar({ step, axis, now, look }: { step: Step; axis: Axis; now: number; look: Look }) {
  const length = elapsedMs(step.startedAt, step.finishedAt, now)
  const fromMs = step.startedAt === null ? axis.fromMs : Date.parse(step.startedAt)
  const left = clampPercent(((fromMs - axis.fromMs) / axis.lengthMs) * 100)
  const width = length === null ? 0 : clampPercent((length / axis.lengthMs) * 100)
  return (
    <span
      aria-hidden="true"
      className="relative col-start-2 col-end-4 mt-0.5 block h-1 overflow-hidden rounded-control bg-line/60"
    >
      {length !== null && step.state !== 'skipped' && (
        <span
          className={`absolute inset-y-0 min-w-0.5 rounded-control ${barTones[look.tone]}`}
          style={{ left: `${Math.min(left, 99.5)}%`, width: `${Math.min(width, 100 - left)}%` }}
        />
      )}
    </span>
  )
}

function FailedStep({ problem }: { problem: Problem }) {
  return (
    <div className="mx-4 mt-1 mb-3 border-l-2 border-bad bg-bad-surface px-4 py-3">
      <p className="text-sm font-semibold">{problem.title}</p>
      <ProblemBody problem={problem} />
    </div>
  )
}

function axisOf(operation: Operation, now: number): Axis {
  const starts = operation.steps.flatMap((step) => (step.startedAt === null ? [] : [Date.parse(step.startedAt)]))
  const ends = operation.steps.flatMap((step) => (step.finishedAt === null ? [] : [Date.parse(step.finishedAt)]))
  const fromMs = Math.min(...starts, operation.startedAt === null ? now : Date.parse(operation.startedAt))
  const toMs = isFinal(operation.state) ? Math.max(...ends, fromMs) : now
  return { fromMs, lengthMs: Math.max(1_000, toMs - fromMs) }
}

function clampPercent(value: number): number {
  return Math.max(0, Math.min(100, value))
}

function emptyText(t: ReturnType<typeof useTranslations<'operation'>>, operation: Operation): string {
  if (operation.state === 'queued') return operation.waitingFor ?? t('waitsForWorker')
  return isFinal(operation.state) ? t('endedEarly') : t('taken')
}
