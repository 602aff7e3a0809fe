'use client'

import { X } from 'lucide-react'
import { type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { type LogBuffer, type LogLine, selectLines } from '#lib/log-buffer.ts'
import type { LogLevel } from '#lib/log-level.ts'
import { type Matcher, makeMatcher, RunningSearch } from '#lib/log-search.ts'
import { LogAnnouncer } from './log-announcer.tsx'
import { LogLines } from './log-lines.tsx'
import { LogToolbar } from './log-toolbar.tsx'

type LogViewProps = {
  log: LogBuffer
  /** Show only the lines of this step. */
  step: { key: string; title: string } | null
  onShowAll: () => void
  /** More lines may come. */
  live: boolean
  /** Name of the file that a download makes, without ending. */
  fileName: string
  /** Lines can be linked to: their numbers mean the same to everybody. */
  linkable: boolean
  /** Shown in front of each line: which service wrote it. */
  lane?: (line: LogLine) => ReactNode
  className?: string
}

/** A log of any length: only the lines in view are drawn. It follows its end until the reader scrolls up. */
export function LogView(props: LogViewProps) {
  const { log, step, onShowAll, live, fileName, linkable, lane, className = '' } = props
  const t = useTranslations('log')
  const snapshot = useSyncExternalStore(log.subscribe, log.snapshot, log.snapshot)
  const [text, setText] = useState('')
  const [isRegex, setRegex] = useState(false)
  const [level, setLevel] = useState<LogLevel>('all')
  const [wrap, setWrap] = useState(false)
  const [times, setTimes] = useState(false)
  const [current, setCurrent] = useState<number | null>(() => lineOfAddress(linkable))
  const [following, setFollowing] = useState(current === null)
  const stepKey = step?.key ?? null
  const lines = useMemo(() => selectLines(snapshot.lines, stepKey, level), [snapshot, stepKey, level])
  const made = useMemo(() => makeMatcher(text, isRegex), [text, isRegex])
  const matcher = made.kind === 'matcher' ? made.matcher : null
  const matches = useMatches(matcher, lines, `${stepKey} ${level}`)

  const go = (number: number | undefined) => {
    if (number === undefined) return
    setFollowing(false)
    setCurrent(number)
  }
  const onStep = (direction: 1 | -1) => go(neighbour(matches, current ?? 0, direction))
  const onText = (next: string) => {
    setText(next)
    setCurrent(null)
  }
  return (
    <section aria-label={t('title')} className={`flex min-w-0 flex-col bg-sunken ${className}`}>
      <LogToolbar
        heading={<Scope step={step} count={lines.length} onShowAll={onShowAll} />}
        text={text}
        onText={onText}
        isRegex={isRegex}
        onRegex={setRegex}
        level={level}
        onLevel={setLevel}
        wrap={wrap}
        onWrap={setWrap}
        times={times}
        onTimes={setTimes}
        following={following}
        onFollowing={setFollowing}
        matchCount={matcher === null ? null : matches.length}
        matchCurrent={current === null ? 0 : matches.indexOf(current) + 1}
        onStep={onStep}
        problem={made.kind === 'bad' ? made.reason : null}
        onDownload={() => download(fileName, lines)}
      />
      {snapshot.dropped > 0 && (
        <p className="border-b border-line px-3 py-1 text-xs text-quiet">{t('dropped', { count: snapshot.dropped })}</p>
      )}
      <LogLines
        lines={lines}
        longest={snapshot.longest}
        following={following}
        onFollowing={setFollowing}
        matcher={matcher}
        current={current}
        onCurrent={linkable ? setCurrent : null}
        wrap={wrap}
        times={times}
        {...(lane === undefined ? {} : { lane })}
        emptyText={emptyText(t, { hasLines: snapshot.lines.length > 0, stepKey, level, live })}
      />
      <LogAnnouncer lines={snapshot.lines} live={live} />
    </section>
  )
}

function Scope({ step, count, onShowAll }: { step: LogViewProps['step']; count: number; onShowAll: () => void }) {
  const t = useTranslations('log')
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 text-sm max-sm:basis-full">
      {step === null ? (
        <h3 className="font-semibold">{t('title')}</h3>
      ) : (
        <button
          type="button"
          onClick={onShowAll}
          title={t('showAll')}
          className="flex min-w-0 items-center gap-1 rounded-control border border-edge bg-surface px-2 py-0.5 hover:bg-page"
        >
          <span className="truncate">{step.title}</span>
          <X aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="sr-only">{t('showAll')}</span>
        </button>
      )}
      <span className="shrink-0 text-xs whitespace-nowrap text-quiet tabular-nums">{t('lines', { count })}</span>
    </div>
  )
}

function useMatches(matcher: Matcher | null, lines: readonly LogLine[], scope: string): readonly number[] {
  const search = useRef<RunningSearch | null>(null)
  return useMemo(() => {
    search.current ??= new RunningSearch()
    return search.current.update(matcher, lines, scope)
  }, [matcher, lines, scope])
}

/** The next match after a line, or the one before it; past the end it begins again. */
function neighbour(matches: readonly number[], from: number, direction: 1 | -1): number | undefined {
  if (direction === 1) return matches.find((each) => each > from) ?? matches[0]
  return matches.findLast((each) => each < from) ?? matches.at(-1)
}

/** `#L120` names a line. */
function lineOfAddress(linkable: boolean): number | null {
  if (!linkable || typeof window === 'undefined') return null
  const found = /^#L(\d{1,9})$/.exec(window.location.hash)?.[1]
  return found === undefined ? null : Number(found)
}

function download(fileName: string, lines: readonly LogLine[]): void {
  const content = lines.map((line) => `${line.at === null ? '' : `${line.at} `}${line.text}\n`).join('')
  const url = URL.createObjectURL(new Blob([content], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${fileName}.log`
  link.click()
  URL.revokeObjectURL(url)
}

type EmptyFacts = { hasLines: boolean; stepKey: string | null; level: LogLevel; live: boolean }

function emptyText(t: ReturnType<typeof useTranslations<'log'>>, facts: EmptyFacts): string {
  if (facts.hasLines && facts.level !== 'all') return t('filteredOut')
  if (facts.hasLines && facts.stepKey !== null) return t('stepNothing')
  return facts.live ? t('waiting') : t('nothing')
}
