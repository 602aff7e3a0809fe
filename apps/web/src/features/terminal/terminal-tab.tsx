'use client'

import type { Environment } from '@fun/contract/resources'
import type { Terminal } from '@fun/contract/terminal'
import { lazy, Suspense, useEffect, useState } from 'react'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useEnvironment } from '#features/environments/environment-queries.ts'
import { keepTerminal, keptTerminal } from '#lib/kept-terminal.ts'
import { useRefreshTerminals, useTerminals } from './terminal-calls.ts'
import { TerminalForm } from './terminal-form.tsx'
import { TerminalList } from './terminal-list.tsx'

// The emulator is a third of what a first load may be; it comes with the first terminal.
const TerminalSession = lazy(() => import('./terminal-session.tsx'))

/** A shell in a service of an environment, and who had one. */
export function TerminalTab({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  const terminals = useTerminals(name)
  if (environment === undefined) return null
  if (terminals.isError) return <ProblemNotice error={terminals.error} />
  if (terminals.data === undefined) return <Skeleton label={name} />
  return (
    <>
      <Workplace environment={environment} />
      <TerminalList environmentName={name} terminals={terminals.data.items} />
    </>
  )
}

function Workplace({ environment }: { environment: Environment }) {
  const { name } = environment
  const [current, setCurrent] = useState<Terminal | null>(null)
  const refresh = useRefreshTerminals(name)
  useEffect(() => setCurrent(keptTerminal(name)), [name])
  const choose = (next: Terminal | null) => {
    keepTerminal(name, next)
    setCurrent(next)
  }
  if (current === null) return <TerminalForm environment={environment} onOpened={choose} />
  return (
    <Suspense fallback={<Skeleton label={current.service} />}>
      <TerminalSession
        key={current.id}
        terminal={current}
        onOver={() => {
          keepTerminal(name, null)
          refresh()
        }}
        onLeave={() => choose(null)}
      />
    </Suspense>
  )
}
