'use client'

import { useSyncExternalStore } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { serverNowMs } from '#lib/server-clock.ts'
import { elapsedMs, formatAbsolute, formatAgo, formatDuration } from '#lib/time.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let nowMs = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  nowMs = serverNowMs()
  timer ??= setInterval(() => {
    nowMs = serverNowMs()
    for (const each of listeners) each()
  }, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

const stayQuiet = () => () => {}
const current = () => {
  if (nowMs === 0) nowMs = serverNowMs()
  return nowMs
}
const still = () => 0

/** Now by the server's clock, once a second while `ticking`; one timer serves the whole page. */
export function useNow(ticking = true): number {
  return useSyncExternalStore(ticking ? subscribe : stayQuiet, ticking ? current : still, still)
}

/** A moment as time ago; the absolute time on hover and for screen readers. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const locale = useLocale()
  const t = useTranslations('common')
  const atMs = Date.parse(at)
  // Words, not the clock: hundreds of these stand on a page, and few have another word in the next second.
  const words = (now: number) => formatAgo(atMs, now, locale)
  const shown = useSyncExternalStore(
    subscribe,
    () => words(current()),
    () => words(still()),
  )
  return (
    <time dateTime={at} title={formatAbsolute(atMs, locale)} className={className}>
      {shown ?? t('justNow')}
    </time>
  )
}

/** How long something took, or takes so far. Nothing when it has not begun. */
export function Duration({ from, to, className = '' }: { from: string | null; to: string | null; className?: string }) {
  const now = useNow(from !== null && to === null)
  const locale = useLocale()
  const length = elapsedMs(from, to, now)
  if (length === null) return null
  // A running time in tenths of a second would flicker.
  const shown = to === null ? Math.floor(length / 1_000) * 1_000 : length
  return (
    <span className={`tabular-nums ${className}`}>
      {to === null && shown === 0 ? '0 s' : formatDuration(shown, locale)}
    </span>
  )
}
