'use client'

import { page } from '@fun/contract/resources'
import { type Terminal, terminal as terminalShape } from '@fun/contract/terminal'
import { Copy, LoaderCircle, PlugZap } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ProblemBody, ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Duration } from '#components/ui/time.tsx'
import { ApiRefusal, callApi, isTransient } from '#lib/api-client.ts'
import type { TerminalState } from '#lib/terminal-connection.ts'
import { useEndTerminal } from './terminal-calls.ts'
import { TerminalScreen } from './terminal-screen.tsx'

type TerminalSessionProps = {
  terminal: Terminal
  /** It has ended, or is refused: nothing is left to come back to. */
  onOver: () => void
  onLeave: () => void
}

/** One terminal: how it stands, what can be done with it, and its screen, which stays readable after the end. */
export default function TerminalSession({ terminal, onOver, onLeave }: TerminalSessionProps) {
  const t = useTranslations('terminal')
  const [state, setState] = useState<TerminalState>({ kind: 'connecting' })
  const [selection, setSelection] = useState('')
  const [aloud, setAloud] = useState(false)
  const end = useEndTerminal(terminal.environment.name)
  const over = state.kind === 'ended' || state.kind === 'refused'
  return (
    <section aria-label={t('region', { service: terminal.service })} className="min-w-0 space-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <span className="font-mono font-medium">{terminal.service}</span>
        <span className="text-quiet">
          {t(`programs.${terminal.program}`)}
          {terminal.root && ` · ${t('asRoot')}`}
        </span>
        {!over && <Duration from={terminal.openedAt} to={null} className="text-quiet" />}
        <Connection state={state} />
        <span className="ml-auto flex flex-wrap gap-2">
          <Button variant="quiet" aria-pressed={aloud} onClick={() => setAloud(!aloud)}>
            {t('readAloud')}
          </Button>
          <Button
            variant="quiet"
            disabled={selection === ''}
            onClick={() => void navigator.clipboard.writeText(selection)}
          >
            <Copy aria-hidden="true" className="size-3.5" />
            {t('copy')}
          </Button>
          {over ? (
            <Button variant="primary" onClick={onLeave}>
              {t('another')}
            </Button>
          ) : (
            <Button variant="danger" busy={end.isPending} onClick={() => end.mutate(terminal.id)}>
              {t('end')}
            </Button>
          )}
        </span>
      </div>
      <Outcome state={state} />
      {end.isError && <ProblemNotice error={end.error} />}
      <TerminalScreen
        socket={terminal.socket ?? ''}
        label={t('input')}
        truncated={t('truncated')}
        aloud={aloud}
        refusal={() => refusalOf(terminal)}
        onSelection={setSelection}
        onState={(next) => {
          setState(next)
          if (next.kind === 'ended' || next.kind === 'refused') onOver()
        }}
      />
      <p className="text-xs text-quiet">{t('keys')}</p>
    </section>
  )
}

/** In words and a mark, told to screen readers as it changes. */
function Connection({ state }: { state: TerminalState }) {
  const t = useTranslations('terminal')
  const shown = state.kind === 'connecting' || state.kind === 'open' || state.kind === 'lost' ? state.kind : null
  return (
    <span role="status" className="flex items-center gap-1.5">
      {shown === 'open' && <PlugZap aria-hidden="true" className="size-3.5 text-good" />}
      {(shown === 'connecting' || shown === 'lost') && (
        <LoaderCircle aria-hidden="true" className="size-3.5 animate-spin text-busy motion-reduce:animate-none" />
      )}
      {shown !== null && t(`state.${shown}`)}
    </span>
  )
}

function Outcome({ state }: { state: TerminalState }) {
  const t = useTranslations('terminal')
  if (state.kind === 'refused') return <ProblemNotice error={new ApiRefusal(state.problem)} />
  if (state.kind !== 'ended') return null
  const code = state.exitCode === null ? 'none' : String(state.exitCode)
  return (
    <div role="status" className="rounded-card border border-line bg-surface px-4 py-3 text-sm">
      <p className="font-medium">{t(`ended.${state.end}`, { code })}</p>
      {state.detail !== null && <ProblemBody problem={{ detail: state.detail }} />}
    </div>
  )
}

/** A browser does not say why a socket was refused; a call that wants the same right does. */
async function refusalOf({ environment }: Terminal) {
  try {
    const path = `/environments/${encodeURIComponent(environment.name)}/terminals?limit=1`
    await callApi(page(terminalShape), path)
    return null
  } catch (error) {
    return error instanceof ApiRefusal && !isTransient(error) ? error.problem : null
  }
}
