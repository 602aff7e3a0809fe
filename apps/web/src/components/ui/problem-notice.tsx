'use client'

import type { Problem } from '@fun/contract/resources'
import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ApiMismatch, ApiRefusal, ApiUnreachable } from '#lib/api-client.ts'

/** What went wrong, why, and what to do: a failed call, or (by ProblemBody) the problem of an operation. */
export function ProblemNotice({ error, title, action }: { error: Error; title?: string; action?: ReactNode }) {
  const t = useTranslations('errors')
  const problem = problemOf(error, t)
  return (
    <div role="alert" className="flex gap-3 rounded-card border border-bad/50 bg-bad-surface px-4 py-3">
      <CircleX aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title ?? problem.title}</p>
        <ProblemBody problem={problem} />
        {action !== undefined && <div className="mt-3">{action}</div>}
      </div>
    </div>
  )
}

/** Detail, cure, fields at fault and last log lines of a problem. */
export function ProblemBody({ problem }: { problem: Pick<Problem, 'detail' | 'cure' | 'errors' | 'log'> }) {
  const t = useTranslations('common')
  return (
    <div className="text-sm">
      <p className="break-words whitespace-pre-line">{problem.detail}</p>
      {problem.errors !== undefined && problem.errors.length > 0 && (
        <ul className="mt-2 space-y-1">
          {problem.errors.map((each) => (
            <li key={`${each.path} ${each.message}`}>
              <code className="font-mono text-xs">{each.path}</code> {each.message}
            </li>
          ))}
        </ul>
      )}
      {problem.cure !== undefined && (
        <p className="mt-2 break-words whitespace-pre-line">
          <strong className="font-semibold">{t('whatToDo')}</strong> {problem.cure}
        </p>
      )}
      {problem.log !== undefined && problem.log.length > 0 && <LastLines lines={problem.log} />}
    </div>
  )
}

/** The end of the log, scrolled to its end: there it says why. */
function LastLines({ lines }: { lines: readonly string[] }) {
  const t = useTranslations('common')
  return (
    <section
      ref={(element) => {
        if (element !== null) element.scrollTop = element.scrollHeight
      }}
      aria-label={t('lastLines')}
      tabIndex={0}
      className="mt-3 max-h-56 overflow-auto rounded-control border border-line bg-sunken"
    >
      <pre className="px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">{lines.join('\n')}</pre>
    </section>
  )
}

type Shown = Pick<Problem, 'title' | 'detail' | 'cure' | 'errors' | 'log'>

function problemOf(error: Error, t: ReturnType<typeof useTranslations<'errors'>>): Shown {
  if (error instanceof ApiRefusal) {
    const { problem } = error
    // Signing in opens over the page by itself.
    if (problem.status === 401) return { title: t('signedOut'), detail: t('signedOutText') }
    if (problem.status !== 403) return problem
    return { ...problem, title: t('forbidden'), cure: problem.cure ?? t('forbiddenCure') }
  }
  if (error instanceof ApiUnreachable)
    return { title: t('unreachable'), detail: t('unreachableText'), cure: t('unreachableCure') }
  if (error instanceof ApiMismatch) return { title: t('mismatch'), detail: error.message, cure: t('mismatchCure') }
  return { title: t('page'), detail: error.message, cure: t('pageCure') }
}
