'use client'

import type { Environment } from '@fun/contract/resources'
import { djangoSystems, type Terminal, type TerminalProgram, terminalProgram } from '@fun/contract/terminal'
import { SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useOpenTerminal } from './terminal-calls.ts'

type TerminalFormProps = { environment: Environment; onOpened: (opened: Terminal) => void }

/** Where to open a terminal, with what, and as whom. */
export function TerminalForm({ environment, onOpened }: TerminalFormProps) {
  const t = useTranslations('terminal')
  const running = environment.services.filter((each) => each.state === 'running').map((each) => each.service)
  const services = [...new Set(running)].sort()
  const [chosen, setChosen] = useState('lms')
  const [wanted, setWanted] = useState<TerminalProgram>('shell')
  const [root, setRoot] = useState(false)
  const open = useOpenTerminal(environment.name, onOpened)
  const [first] = services
  if (first === undefined)
    return (
      <EmptyState title={t('open')}>
        <p>{t('noService')}</p>
      </EmptyState>
    )
  const service = services.includes(chosen) ? chosen : first
  const program = djangoSystems[service] === undefined ? 'shell' : wanted
  return (
    <form
      className="space-y-4 rounded-card border border-line bg-surface px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault()
        open.mutate({ service, program, root })
      }}
    >
      <div className="grid max-w-160 gap-4 sm:grid-cols-2">
        <SelectField
          label={t('service')}
          value={service}
          onChange={setChosen}
          options={services.map((each) => ({ value: each, label: each }))}
        />
        <SelectField
          label={t('program')}
          value={program}
          onChange={setWanted}
          options={terminalProgram.options.map((each) => ({
            value: each,
            label: t(`programs.${each}`),
            disabled: each === 'django-shell' && djangoSystems[service] === undefined,
          }))}
        />
      </div>
      <Checkbox label={t('root')} help={t('rootHelp')} checked={root} onChange={setRoot} />
      {open.isError && <ProblemNotice error={open.error} />}
      <Button type="submit" variant="primary" busy={open.isPending}>
        <SquareTerminal aria-hidden="true" className="size-4" />
        {t('open')}
      </Button>
      <p className="max-w-160 text-xs text-quiet">{t('notice')}</p>
    </form>
  )
}
