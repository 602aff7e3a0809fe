'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, type UIEvent, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { indexOfNumber, type LogLine } from '#lib/log-buffer.ts'
import type { Matcher } from '#lib/log-search.ts'
import { LogText } from './log-text.tsx'

const lineHeightPx = 20

type LogLinesProps = {
  lines: readonly LogLine[]
  longest: number
  following: boolean
  onFollowing: (following: boolean) => void
  matcher: Matcher | null
  /** Number of the line that is pointed at; it is brought into view when it changes. */
  current: number | null
  /** Absent when lines cannot be linked to. */
  onCurrent: ((number: number) => void) | null
  wrap: boolean
  times: boolean
  lane?: (line: LogLine) => ReactNode
  emptyText: string
}

/** The lines in view, of as many as there are. */
export function LogLines(props: LogLinesProps) {
  const { lines, longest, following, onFollowing, current, wrap, times, emptyText } = props
  const t = useTranslations('log')
  const scrolled = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => lineHeightPx,
    getItemKey: (index) => lines[index]?.number ?? index,
    // Whoever follows does not scroll: every line that is drawn beside those in view is drawn for nobody.
    overscan: following ? 2 : 20,
    paddingStart: 8,
    paddingEnd: 8,
  })
  const count = lines.length
  useEffect(() => {
    const element = scrolled.current
    if (following && element !== null && count >= 0) element.scrollTop = element.scrollHeight
  }, [following, count])

  // A line that a link names may only come with the stream: it is shown once, when it is there.
  const shownCurrent = useRef<number | null>(null)
  useEffect(() => {
    if (current === null) shownCurrent.current = null
    if (current === null || shownCurrent.current === current) return
    const index = indexOfNumber(lines, current)
    if (lines[index]?.number !== current) return
    shownCurrent.current = current
    virtualizer.scrollToIndex(index, { align: 'center' })
  }, [current, lines, virtualizer])

  // Only a move upwards is the reader's: lines that arrive leave the position where it is.
  const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < lineHeightPx
    if (element.scrollTop < lastTop.current && !atEnd) onFollowing(false)
    else if (atEnd && current === null) onFollowing(true)
    lastTop.current = element.scrollTop
  }
  const digits = String(lines.at(-1)?.number ?? 1).length
  const width = wrap ? '100%' : `max(100%, ${longest + digits + (times ? 16 : 0) + 24}ch)`
  return (
    <div
      ref={scrolled}
      role="log"
      aria-live="off"
      aria-label={t('region')}
      tabIndex={0}
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-auto overscroll-contain font-mono text-xs -outline-offset-2"
    >
      {count === 0 && <p className="px-3 py-3 font-sans text-sm text-quiet">{emptyText}</p>}
      <div className="relative" style={{ height: virtualizer.getTotalSize(), width }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (line === undefined) return null
          return (
            <div
              key={item.key}
              data-index={item.index}
              // Lines that wrap have heights of their own.
              ref={wrap ? virtualizer.measureElement : undefined}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line
                line={line}
                digits={digits}
                isCurrent={line.number === current}
                matcher={props.matcher}
                onCurrent={props.onCurrent}
                wrap={wrap}
                times={times}
                {...(props.lane === undefined ? {} : { lane: props.lane })}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}

type LineProps = Pick<LogLinesProps, 'matcher' | 'onCurrent' | 'wrap' | 'times' | 'lane'> & {
  line: LogLine
  digits: number
  isCurrent: boolean
}

const levelMarks = { all: 'border-transparent', warning: 'border-warn', error: 'border-bad' } as const

const Line = memo(function Line(props: LineProps) {
  const { line, digits, isCurrent, matcher, onCurrent, wrap, times, lane } = props
  const t = useTranslations('log')
  const number = line.number
  const numberClass = 'mr-3 shrink-0 text-right text-quiet tabular-nums select-none'
  const copyLink = () => {
    onCurrent?.(number)
    const address = `${window.location.href.split('#')[0]}#L${number}`
    window.history.replaceState(window.history.state, '', address)
    void navigator.clipboard?.writeText(address)
  }
  return (
    <div
      className={`flex min-h-5 border-l-2 px-3 leading-5 ${wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre'} ${levelMarks[line.level]} ${isCurrent ? 'bg-accent/15' : 'hover:bg-line/40'}`}
    >
      {onCurrent === null ? (
        <span aria-hidden="true" className={numberClass} style={{ width: `${digits}ch` }}>
          {number}
        </span>
      ) : (
        <button
          type="button"
          tabIndex={-1}
          onClick={copyLink}
          aria-label={t('copyLink', { number })}
          title={t('copyLink', { number })}
          className={`${numberClass} hover:text-accent hover:underline`}
          style={{ width: `${digits}ch` }}
        >
          {number}
        </button>
      )}
      {times && line.at !== null && (
        <time dateTime={line.at} className="mr-3 shrink-0 text-quiet tabular-nums">
          {clockTime(line.at)}
        </time>
      )}
      {lane?.(line)}
      <span dir="ltr" className="min-w-0">
        <LogText line={line} matcher={matcher} />
        {line.cut > 0 && <span className="text-quiet">{t('cut', { count: line.cut })}</span>}
      </span>
    </div>
  )
})

/** Hours, minutes, seconds and milliseconds in the reader's zone. */
function clockTime(at: string): string {
  const moment = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':')
  return `${clock}.${String(moment.getMilliseconds()).padStart(3, '0')}`
}
