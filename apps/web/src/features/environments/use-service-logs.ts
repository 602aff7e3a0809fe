'use client'

import { problem } from '@fun/contract/resources'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { openEventStream } from '#lib/event-stream.ts'
import { LogBuffer } from '#lib/log-buffer.ts'
import { LogResume } from '#lib/log-resume.ts'

const batch = z.array(z.object({ at: z.string(), stream: z.enum(['stdout', 'stderr']), text: z.string() }))
const tailAtFirst = 1_000
/** What a cut stream asks for again, to find where it was. */
const tailAfterwards = 10_000

/** The logs of some services of an environment in one buffer, followed live; `ended` says which streams gave up and why. */
export function useServiceLogs(environmentName: string, services: readonly string[]) {
  const t = useTranslations('log')
  const key = services.join(',')
  // A choice of services is a log of its own.
  const choice = `${environmentName} ${key}`
  const [held, setHeld] = useState(() => ({ choice, log: new LogBuffer() }))
  const next = held.choice === choice ? held : { choice, log: new LogBuffer() }
  if (next !== held) setHeld(next)
  const { log } = next
  const [ended, setEnded] = useState<readonly { service: string; reason: string }[]>([])
  useEffect(() => {
    const controller = new AbortController()
    setEnded([])
    for (const service of key === '' ? [] : key.split(',')) {
      const resume = new LogResume()
      let wasOpen = false
      const base = `/environments/${encodeURIComponent(environmentName)}/logs/${encodeURIComponent(service)}`
      openEventStream(
        {
          resumable: false,
          path: () => {
            if (wasOpen) resume.reopened()
            const tail = wasOpen ? tailAfterwards : tailAtFirst
            wasOpen = true
            return `${base}?tail=${tail}&batch=true`
          },
          events: ['lines', 'problem'],
          onEvent: (data) => {
            const parsed = batch.safeParse(data)
            if (!parsed.success) {
              const refused = problem.safeParse(data)
              if (refused.success)
                setEnded((known) => [
                  ...known.filter((each) => each.service !== service),
                  { service, reason: refused.data.detail },
                ])
              return
            }
            for (const sent of parsed.data) {
              const fate = resume.take(sent)
              if (fate === 'known') continue
              if (fate === 'gap') log.append([t('gap')], service, 'stderr', sent.at)
              log.append([sent.text], service, sent.stream, sent.at)
            }
          },
          onReopened: () => setEnded((known) => known.filter((each) => each.service !== service)),
        },
        controller.signal,
      )
    }
    return () => controller.abort()
  }, [environmentName, key, log, t])
  return { log, ended }
}
