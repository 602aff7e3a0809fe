'use client'

import { type WebhookProviderName, webhookProvider } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { useRemoveWebhook, useSetUp, type WebhookSetUp } from './webhook-calls.ts'

type SetUpDialogProps = {
  sourceName: string
  /** The webhook that gets another secret; without, one is added. */
  rotated?: WebhookProviderName
  onMade: (made: WebhookSetUp) => void
  onClose: () => void
}

/** Which git host, and whose secret. */
export function SetUpDialog({ sourceName, rotated, onMade, onClose }: SetUpDialogProps) {
  const t = useTranslations('webhooks')
  const [provider, setProvider] = useState(rotated ?? 'github')
  const [secret, setSecret] = useState('')
  const setUp = useSetUp(sourceName, onMade)
  const verb = rotated === undefined ? t('add') : t('rotate')
  return (
    <ConfirmDialog
      title={`${verb} · ${sourceName}`}
      verb={verb}
      variant="primary"
      wayOut="cancel"
      busy={setUp.isPending}
      error={setUp.error}
      onConfirm={() => setUp.mutate(secret === '' ? { provider } : { provider, secret })}
      onClose={onClose}
    >
      <p>{rotated === undefined ? t('addText') : t('rotateText', { host: t(`hosts.${provider}`) })}</p>
      <div className="space-y-3 pt-2 text-text">
        {rotated === undefined && (
          <SelectField
            label={t('host')}
            value={provider}
            onChange={setProvider}
            options={webhookProvider.options.map((value) => ({ value, label: t(`hosts.${value}`) }))}
          />
        )}
        {provider === 'gitlab' && (
          <TextField
            label={t('ownSecret')}
            help={t('ownSecretHelp')}
            type="password"
            value={secret}
            onChange={setSecret}
            optional
            mono
          />
        )}
      </div>
    </ConfirmDialog>
  )
}

type RemoveWebhookDialogProps = { sourceName: string; provider: WebhookProviderName; onClose: () => void }

/** Asks before nothing more is taken from a git host. */
export function RemoveWebhookDialog({ sourceName, provider, onClose }: RemoveWebhookDialogProps) {
  const t = useTranslations('webhooks')
  const remove = useRemoveWebhook(sourceName, onClose)
  return (
    <ConfirmDialog
      title={`${t('remove')} · ${sourceName}`}
      verb={t('remove')}
      variant="danger"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(provider)}
      onClose={onClose}
    >
      <p>{t('removeText', { host: t(`hosts.${provider}`) })}</p>
    </ConfirmDialog>
  )
}
