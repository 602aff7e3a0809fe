'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { LogLine } from '#lib/log-buffer.ts'

const sayEveryMs = 10_000

/** Tells screen readers how much came, at most every ten seconds: the lines themselves would drown them. */
export function LogAnnouncer({ lines, live }: { lines: readonly LogLine[]; live: boolean }) {
  const t = useTranslations('log')
  const [said, setSaid] = useState('')
  const latest = useRef(lines)
  const told = useRef<number | null>(null)
  useEffect(() => {
    latest.current = lines
    // What was there at first is not news.
    told.current ??= lines.at(-1)?.number ?? null
  }, [lines])
  useEffect(() => {
    if (!live) return
    const timer = setInterval(() => {
      const after = told.current ?? 0
      const fresh = latest.current.filter((line) => line.number > after)
      const last = fresh.at(-1)
      if (last === undefined) return
      told.current = last.number
      setSaid(t('said', { count: fresh.length, errors: fresh.filter((line) => line.level === 'error').length }))
    }, sayEveryMs)
    return () => clearInterval(timer)
  }, [live, t])
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  )
}
