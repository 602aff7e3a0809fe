'use client'

import type { Operation } from '@fun/contract/resources'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LogView } from '#components/ui/log-view.tsx'
import { ProblemBody } from '#components/ui/problem-notice.tsx'
import { Timeline } from '#components/ui/timeline.tsx'
import type { LogBuffer } from '#lib/log-buffer.ts'
import { currentStep } from '#lib/operation-events.ts'
import { isFinal } from '#lib/status-words.ts'

type OperationProgressProps = {
  operation: Operation
  log: LogBuffer
  /** The page is the operation's own: its lines can be linked to. */
  linkable?: boolean
}

/** Steps at the left, log at the right, linked: choosing a step shows its lines. */
export function OperationProgress({ operation, log, linkable = false }: OperationProgressProps) {
  const [selected, setSelected] = useState<string | null>(null)
  const steps = useStepInView(operation)
  const step = operation.steps.find((each) => each.key === selected) ?? null
  const failedStep = operation.steps.some((each) => each.state === 'failed')
  return (
    <div className="grid lg:grid-cols-[minmax(20rem,5fr)_7fr]">
      <div ref={steps} className="relative min-w-0 lg:max-h-[38rem] lg:overflow-y-auto">
        {operation.problem !== null && !failedStep && (
          <div className="m-4 border-l-2 border-bad bg-bad-surface px-4 py-3">
            <p className="text-sm font-semibold">{operation.problem.title}</p>
            <ProblemBody problem={operation.problem} />
          </div>
        )}
        <Timeline operation={operation} selected={selected} onSelect={setSelected} />
        <StepAnnouncer operation={operation} />
      </div>
      <LogView
        log={log}
        step={step}
        onShowAll={() => setSelected(null)}
        live={!isFinal(operation.state)}
        linkable={linkable}
        fileName={`${operation.environment?.name ?? operation.kind}-${operation.id.slice(0, 8)}`}
        className="h-96 border-line max-lg:border-t lg:h-auto lg:min-h-96 lg:border-l lg:[contain:size]"
      />
    </div>
  )
}

/** Keeps the step that matters now in view of its own pane, never moving the page; a reader who points at the pane is left alone. */
function useStepInView(operation: Operation) {
  const pane = useRef<HTMLDivElement>(null)
  const current = currentStep(operation)
  const key = current?.key
  const failed = current?.state === 'failed'
  useEffect(() => {
    const element = pane.current
    const row = element?.querySelector<HTMLElement>(`[data-step="${CSS.escape(key ?? '')}"]`)
    if (!element || !row || (element.matches(':hover') && !failed)) return
    const isBelow = row.offsetTop + row.offsetHeight > element.scrollTop + element.clientHeight
    if (failed) element.scrollTop = row.offsetTop - row.offsetHeight
    else if (isBelow) element.scrollTop = row.offsetTop - element.clientHeight + 2 * row.offsetHeight
  }, [key, failed])
  return pane
}

/** Tells screen readers when a step changes; the log itself would drown them. */
function StepAnnouncer({ operation }: { operation: Operation }) {
  const t = useTranslations()
  const [said, setSaid] = useState('')
  const before = useRef(new Map<string, string>())
  useEffect(() => {
    const known = before.current
    const changed = operation.steps.filter((step) => known.has(step.key) && known.get(step.key) !== step.state)
    for (const step of operation.steps) known.set(step.key, step.state)
    const last = changed.at(-1)
    if (last === undefined) return
    setSaid(t('operation.stepSaid', { step: last.title, state: t(`status.step.${last.state}`).toLowerCase() }))
  }, [operation.steps, t])
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  )
}
