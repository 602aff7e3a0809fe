'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, X } from 'lucide-react'
import { type UIEvent, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { type LogBuffer, type LogLine, selectLines } from '#lib/log-buffer.ts'
import { Button } from './button.tsx'

const lineHeightPx = 20

type LogViewProps = {
  log: LogBuffer
  /** Show only the lines of this step. */
  step: { key: string; title: string } | null
  onShowAll: () => void
  /** More lines may come. */
  live: boolean
  className?: string
}

/** A log of any length: only the lines in view are drawn. It follows its end until the reader scrolls up. */
export function LogView({ log, step, onShowAll, live, className = '' }: LogViewProps) {
  const snapshot = useSyncExternalStore(log.subscribe, log.snapshot, log.snapshot)
  const [text, setText] = useState('')
  const [following, setFollowing] = useState(true)
  const stepKey = step?.key ?? null
  const lines = useMemo(() => selectLines(snapshot.lines, stepKey, text), [snapshot, stepKey, text])
  return (
    <section aria-label="Log" className={`flex min-w-0 flex-col bg-sunken ${className}`}>
      <div className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-3">
        <LogScope step={step} count={lines.length} onShowAll={onShowAll} />
        <LogSearch text={text} onChange={setText} />
        <Button
          variant={following ? 'chosen' : 'quiet'}
          aria-pressed={following}
          aria-label="Follow the end of the log"
          title="Follow the end of the log"
          onClick={() => setFollowing(!following)}
        >
          <ArrowDownToLine aria-hidden="true" className="size-4" />
          <span className="max-lg:hidden">Follow</span>
        </Button>
      </div>
      {snapshot.dropped > 0 && (
        <p className="border-b border-line px-3 py-1 text-xs text-quiet">
          The first {snapshot.dropped.toLocaleString('en')} lines are not shown.
        </p>
      )}
      <LogLines
        lines={lines}
        longest={snapshot.longest}
        following={following}
        onFollowing={setFollowing}
        emptyText={emptyText(snapshot.lines.length > 0, text, live)}
      />
    </section>
  )
}

function LogScope({ step, count, onShowAll }: { step: LogViewProps['step']; count: number; onShowAll: () => void }) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 text-sm">
      {step === null ? (
        <h3 className="font-semibold">Log</h3>
      ) : (
        <button
          type="button"
          onClick={onShowAll}
          title="Show the whole log"
          className="flex min-w-0 items-center gap-1 rounded-control border border-edge bg-surface px-2 py-0.5 hover:bg-page"
        >
          <span className="truncate">{step.title}</span>
          <X aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="sr-only">Show the whole log</span>
        </button>
      )}
      <span className="shrink-0 text-xs whitespace-nowrap text-quiet tabular-nums max-sm:hidden">
        {count.toLocaleString('en')} {count === 1 ? 'line' : 'lines'}
      </span>
    </div>
  )
}

function LogSearch({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <>
      <label htmlFor={id} className="sr-only">
        Show only lines with
      </label>
      <input
        id={id}
        type="search"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Find in log"
        className="h-7 w-28 shrink rounded-control border border-edge bg-surface px-2 text-sm placeholder:text-quiet sm:w-40"
      />
    </>
  )
}

type LogLinesProps = {
  lines: readonly LogLine[]
  longest: number
  following: boolean
  onFollowing: (following: boolean) => void
  emptyText: string
}

function LogLines({ lines, longest, following, onFollowing, emptyText }: LogLinesProps) {
  const scrolled = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => lineHeightPx,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
  })
  const count = lines.length
  useEffect(() => {
    const element = scrolled.current
    if (following && element !== null && count >= 0) element.scrollTop = element.scrollHeight
  }, [following, count])

  // Only a move upwards is the reader's: lines that arrive leave the position where it is.
  const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < lineHeightPx
    if (element.scrollTop < lastTop.current && !atEnd) onFollowing(false)
    else if (atEnd) onFollowing(true)
    lastTop.current = element.scrollTop
  }
  const digits = String(lines.at(-1)?.number ?? 1).length
  return (
    <div
      ref={scrolled}
      role="log"
      aria-live="off"
      aria-label="Log lines"
      tabIndex={0}
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-auto overscroll-contain font-mono text-xs -outline-offset-2"
    >
      {count === 0 && <p className="px-3 py-3 font-sans text-sm text-quiet">{emptyText}</p>}
      <div
        className="relative"
        style={{ height: virtualizer.getTotalSize(), width: `max(100%, ${longest + digits + 6}ch)` }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <Line key={item.key} line={lines[item.index]} top={item.start} digits={digits} />
        ))}
      </div>
    </div>
  )
}

function Line({ line, top, digits }: { line: LogLine | undefined; top: number; digits: number }) {
  if (line === undefined) return null
  return (
    <div
      className="absolute inset-x-0 top-0 flex h-5 items-center px-3 whitespace-pre hover:bg-line/40"
      style={{ transform: `translateY(${top}px)` }}
    >
      <span
        aria-hidden="true"
        className="mr-3 shrink-0 text-right text-quiet tabular-nums select-none"
        style={{ width: `${digits}ch` }}
      >
        {line.number}
      </span>
      <span>{line.text}</span>
    </div>
  )
}

function emptyText(hasLines: boolean, text: string, live: boolean): string {
  if (text !== '') return `No line contains “${text}”.`
  if (hasLines) return 'This step has written nothing.'
  return live ? 'Lines appear here as they are written.' : 'Nothing was written.'
}
