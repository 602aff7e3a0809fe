'use client'

import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Regex, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'
import type { LogLevel } from '#lib/log-level.ts'
import { Button } from './button.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator, MenuSwitch } from './menu.tsx'

type LogToolbarProps = {
  heading: ReactNode
  text: string
  onText: (text: string) => void
  isRegex: boolean
  onRegex: (isRegex: boolean) => void
  level: LogLevel
  onLevel: (level: LogLevel) => void
  wrap: boolean
  onWrap: (wrap: boolean) => void
  times: boolean
  onTimes: (times: boolean) => void
  following: boolean
  onFollowing: (following: boolean) => void
  /** null: nothing is looked for. */
  matchCount: number | null
  /** Which match is shown, from 1; 0: none. */
  matchCurrent: number
  onStep: (direction: 1 | -1) => void
  problem: string | null
  onDownload: () => void
}

const levels = ['all', 'warning', 'error'] as const

/** What can be done with a log: find, filter, follow, keep. */
export function LogToolbar(props: LogToolbarProps) {
  const t = useTranslations('log')
  const { following, onFollowing } = props
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1.5">
      {props.heading}
      <Find {...props} />
      <Button
        variant={following ? 'chosen' : 'quiet'}
        aria-pressed={following}
        aria-label={t('follow')}
        title={t('follow')}
        onClick={() => onFollowing(!following)}
        className="px-2"
      >
        <ArrowDownToLine aria-hidden="true" className="size-4" />
      </Button>
      <Options {...props} />
    </div>
  )
}

function Find({ text, onText, isRegex, onRegex, matchCount, matchCurrent, onStep, problem }: LogToolbarProps) {
  const t = useTranslations('log')
  const id = useId()
  return (
    <search className="flex flex-wrap items-center gap-1">
      <label htmlFor={id} className="sr-only">
        {t('find')}
      </label>
      <input
        id={id}
        type="search"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onStep(event.shiftKey ? -1 : 1)
        }}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-said`}
        placeholder={t('find')}
        className="h-7 w-36 rounded-control border border-edge bg-surface px-2 text-sm placeholder:text-quiet aria-invalid:border-bad sm:w-48"
      />
      <Button
        variant={isRegex ? 'chosen' : 'quiet'}
        aria-pressed={isRegex}
        aria-label={t('regex')}
        title={t('regex')}
        onClick={() => onRegex(!isRegex)}
        className="px-2"
      >
        <Regex aria-hidden="true" className="size-4" />
      </Button>
      <span id={`${id}-said`} role="status" className="text-xs text-quiet tabular-nums">
        {problem !== null && <span className="text-bad">{t('regexBad', { reason: problem })}</span>}
        {matchCount === 0 && t('noMatch')}
        {matchCount !== null && matchCount > 0 && t('matches', { current: matchCurrent, count: matchCount })}
      </span>
      {matchCount !== null && matchCount > 0 && (
        <>
          <Button variant="quiet" aria-label={t('previous')} onClick={() => onStep(-1)} className="px-1.5">
            <ChevronUp aria-hidden="true" className="size-4" />
          </Button>
          <Button variant="quiet" aria-label={t('next')} onClick={() => onStep(1)} className="px-1.5">
            <ChevronDown aria-hidden="true" className="size-4" />
          </Button>
        </>
      )}
    </search>
  )
}

function Options({ level, onLevel, wrap, onWrap, times, onTimes, onDownload }: LogToolbarProps) {
  const t = useTranslations('log')
  return (
    <Menu
      trigger={
        <Button variant="quiet" aria-label={t('options')} title={t('options')} className="px-2">
          <SlidersHorizontal aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuChoice
        label={t('level')}
        value={level}
        options={levels.map((value) => ({ value, label: t(`levels.${value}`) }))}
        onChange={onLevel}
      />
      <MenuSeparator />
      <MenuSwitch label={t('wrap')} checked={wrap} onChange={onWrap} />
      <MenuSwitch label={t('times')} checked={times} onChange={onTimes} />
      <MenuSeparator />
      <MenuItem onSelect={onDownload}>
        <Download aria-hidden="true" />
        {t('download')}
      </MenuItem>
    </Menu>
  )
}
