'use client'

import {
  type ConnectionTest,
  connectionTest,
  connectionTestRequest,
  type ExternalService,
} from '@fun/contract/new-environment'
import { useMutation } from '@tanstack/react-query'
import { Check, CircleHelp, TriangleAlert, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { callApi } from '#lib/api-client.ts'

type ConnectionTestButtonProps = { name: string; service: ExternalService; host: string; port: number }

/** Tries a server that is to be used: connects from the portal and reads its greeting. What was tried before something changed is not shown. */
export function ConnectionTestButton({ name, service, host, port }: ConnectionTestButtonProps) {
  const t = useTranslations('configuration')
  const body = { service, host: host.trim(), port }
  const parsed = connectionTestRequest.safeParse(body)
  const test = useMutation({
    mutationFn: (asked: typeof body) => callApi(connectionTest, '/connection-tests', { method: 'POST', body: asked }),
  })
  const isOfNow = JSON.stringify(test.variables) === JSON.stringify(body)
  return (
    <div className="space-y-2 sm:col-span-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          aria-label={t('testConnectionOf', { name })}
          busy={test.isPending}
          disabled={!parsed.success}
          onClick={() => test.mutate(body)}
        >
          {t('testConnection')}
        </Button>
        <p className="text-xs text-quiet">{t('testConnectionHelp')}</p>
      </div>
      <div role="status">{isOfNow && test.data !== undefined && <Outcome result={test.data} />}</div>
      {isOfNow && test.isError && <ProblemNotice error={test.error} />}
    </div>
  )
}

const looks = {
  answered: { icon: Check, className: 'text-good' },
  'other-protocol': { icon: TriangleAlert, className: 'text-warn' },
  unreachable: { icon: X, className: 'text-bad' },
  'not-tested': { icon: CircleHelp, className: 'text-quiet' },
} as const

function Outcome({ result: { outcome, detail, cure, milliseconds } }: { result: ConnectionTest }) {
  const t = useTranslations('configuration')
  const { icon: Icon, className } = looks[outcome]
  return (
    <div className="flex gap-2 text-sm">
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <div className="min-w-0">
        <p>
          <strong className={`font-semibold ${className}`}>{t(`connection.${outcome}`)}</strong>{' '}
          <span className="text-xs text-quiet tabular-nums">{t('connectionTime', { milliseconds })}</span>
        </p>
        <p className="break-words">{detail}</p>
        {cure !== null && <p className="text-quiet">{cure}</p>}
      </div>
    </div>
  )
}
