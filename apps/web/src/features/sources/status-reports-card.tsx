'use client'

import { statusProvider } from '@fun/contract/webhooks'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { ProblemBody, ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { usePutStatusReports, useStatusReports } from './webhook-calls.ts'

/** How the git host is told what became of commits. */
export function StatusReportsCard({ sourceName }: { sourceName: string }) {
  const t = useTranslations('webhooks')
  const common = useTranslations('common')
  const query = useStatusReports(sourceName)
  const [asked, setAsked] = useState<'set' | 'stop' | null>(null)
  const close = () => setAsked(null)
  const stop = usePutStatusReports(sourceName, close)
  const reports = query.data ?? null
  const verb = reports === null ? t('statusesSet') : t('statusesChange')
  return (
    <Card
      title={t('statuses')}
      aside={
        query.isSuccess && (
          <span className="flex flex-wrap gap-2">
            <Button onClick={() => setAsked('set')}>{verb}</Button>
            {reports !== null && (
              <Button variant="danger" onClick={() => setAsked('stop')}>
                {t('statusesStop')}
              </Button>
            )}
          </span>
        )
      }
    >
      <div className="space-y-3 px-4 py-3 text-sm">
        <p className="text-quiet">{t('statusesText')}</p>
        {query.isError && <ProblemNotice error={query.error} />}
        {query.data === null && <p className="font-medium">{t('statusesOff')}</p>}
        {reports !== null && (
          <Facts
            facts={[
              { label: t('host'), value: t(`hosts.${reports.provider}`) },
              { label: t('repository'), value: <code className="font-mono text-xs">{reports.repository}</code> },
              { label: t('apiUrl'), value: <code className="font-mono text-xs break-all">{reports.apiUrl}</code> },
              { label: t('deployments'), value: reports.deployments ? common('yes') : common('none') },
              {
                label: t('lastSent'),
                value: reports.lastSentAt === null ? t('never') : <Ago at={reports.lastSentAt} />,
              },
            ]}
          />
        )}
        {reports !== null && reports.lastProblem !== null && (
          <div className="border-l-2 border-bad bg-bad-surface px-4 py-3">
            <p className="font-semibold">{reports.lastProblem.title}</p>
            <ProblemBody problem={reports.lastProblem} />
          </div>
        )}
      </div>
      {asked === 'set' && <StatusReportsDialog sourceName={sourceName} verb={verb} onClose={close} />}
      {asked === 'stop' && (
        <ConfirmDialog
          title={`${t('statusesStop')} · ${sourceName}`}
          verb={t('statusesStop')}
          variant="danger"
          busy={stop.isPending}
          error={stop.error}
          onConfirm={() => stop.mutate(null)}
          onClose={close}
        >
          <p>{t('statusesStopText')}</p>
        </ConfirmDialog>
      )}
    </Card>
  )
}

type StatusReportsDialogProps = { sourceName: string; verb: string; onClose: () => void }

function StatusReportsDialog({ sourceName, verb, onClose }: StatusReportsDialogProps) {
  const t = useTranslations('webhooks')
  const [provider, setProvider] = useState<(typeof statusProvider.options)[number]>('github')
  const [token, setToken] = useState('')
  const [apiUrl, setApiUrl] = useState('')
  const [deployments, setDeployments] = useState(false)
  const put = usePutStatusReports(sourceName, onClose)
  return (
    <ConfirmDialog
      title={`${verb} · ${sourceName}`}
      verb={verb}
      variant="primary"
      wayOut="cancel"
      busy={put.isPending}
      disabled={token === ''}
      error={put.error}
      onConfirm={() =>
        put.mutate({
          provider,
          token,
          deployments: deployments && provider !== 'gitea',
          ...(apiUrl === '' ? {} : { apiUrl }),
        })
      }
      onClose={onClose}
    >
      <div className="space-y-3 text-text">
        <SelectField
          label={t('host')}
          value={provider}
          onChange={setProvider}
          options={statusProvider.options.map((value) => ({ value, label: t(`hosts.${value}`) }))}
        />
        <TextField label={t('token')} help={t('tokenHelp')} type="password" value={token} onChange={setToken} mono />
        <TextField label={t('apiUrl')} help={t('apiUrlHelp')} type="url" value={apiUrl} onChange={setApiUrl} optional />
        {provider !== 'gitea' && (
          <Checkbox
            label={t('deployments')}
            help={t('deploymentsHelp')}
            checked={deployments}
            onChange={setDeployments}
          />
        )}
      </div>
    </ConfirmDialog>
  )
}
