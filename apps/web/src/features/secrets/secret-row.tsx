'use client'

import { type Secret, secret as secretSchema } from '@fun/contract/secrets'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Ago } from '#components/ui/time.tsx'
import { TriggerName } from '#components/ui/trigger-name.tsx'
import { showToast } from '#lib/toast.ts'
import { useSecretChange } from './secret-changes.ts'
import { SecretForm } from './secret-form.tsx'

type SecretRowProps = { environment: string; secret: Secret }

/** One secret: which version is set and which serves, who set it, who reads it, and what can be done. */
export function SecretRow({ environment, secret }: SecretRowProps) {
  const t = useTranslations('secrets')
  const [doing, setDoing] = useState<'set' | 'generate' | 'remove' | null>(null)
  const { name, kind, version } = secret
  const stop = () => setDoing(null)
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5 text-sm">
        <div className="min-w-0 flex-1 basis-64 space-y-0.5">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-xs font-semibold break-all">{name}</code>
            <span className="text-xs text-quiet">{t(`kind.${kind}`)}</span>
          </p>
          <Used secret={secret} />
        </div>
        <Versions secret={secret} />
        <div className="flex flex-wrap gap-2">
          <Button aria-label={t('setOf', { name })} onClick={() => setDoing('set')}>
            {t('set')}
          </Button>
          <Button aria-label={t('generateOf', { name })} onClick={() => setDoing('generate')}>
            {t('generate')}
          </Button>
          {kind === 'own' && version !== null && (
            <Button variant="quiet" aria-label={t('removeOf', { name })} onClick={() => setDoing('remove')}>
              {t('remove')}
            </Button>
          )}
        </div>
      </div>
      {doing === 'set' && <SecretForm environment={environment} name={name} onClose={stop} />}
      {doing === 'generate' && <GenerateDialog environment={environment} name={name} onClose={stop} />}
      {doing === 'remove' && <RemoveDialog environment={environment} name={name} onClose={stop} />}
    </li>
  )
}

function Used({ secret: { services, settings } }: { secret: Secret }) {
  const t = useTranslations('secrets')
  const users = [...services, ...settings]
  return (
    <p className="text-xs break-words text-quiet">
      {users.length === 0 ? t('unused') : t('usedBy', { users: users.join(', ') })}
    </p>
  )
}

function Versions({ secret: { version, servingVersion, createdAt, versions } }: { secret: Secret }) {
  const t = useTranslations('secrets')
  if (version === null)
    return (
      <p className="flex items-center gap-1.5 text-xs font-medium text-bad">
        <TriangleAlert aria-hidden="true" className="size-3.5" />
        {t('noValue')}
      </p>
    )
  const [newest] = versions
  const isServing = servingVersion === version
  return (
    <p className="text-xs">
      <span className="font-medium tabular-nums">{t('version', { version })}</span>
      {createdAt !== null && (
        <>
          {' · '}
          <Ago at={createdAt} className="text-quiet" />
        </>
      )}
      {newest !== undefined && <TriggerName label={newest.createdBy} className="block break-all text-quiet" />}
      {!isServing && (
        <span className="block font-medium text-warn">
          {servingVersion === null ? t('notServed') : t('serves', { version: servingVersion })}
        </span>
      )}
    </p>
  )
}

type DialogProps = { environment: string; name: string; onClose: () => void }

function GenerateDialog({ environment, name, onClose }: DialogProps) {
  const t = useTranslations('secrets')
  const generate = useSecretChange<Secret>(environment, () => {
    showToast('success', t('generated', { name }))
    onClose()
  })
  return (
    <ConfirmDialog
      title={t('generateOf', { name })}
      verb={t('generate')}
      variant="primary"
      busy={generate.isPending}
      error={generate.error}
      onConfirm={() => generate.mutate({ schema: secretSchema, path: `${name}/generate`, method: 'POST' })}
      onClose={onClose}
    >
      <p>{t('generateText')}</p>
    </ConfirmDialog>
  )
}

function RemoveDialog({ environment, name, onClose }: DialogProps) {
  const t = useTranslations('secrets')
  const remove = useSecretChange<null>(environment, onClose)
  return (
    <ConfirmDialog
      title={t('removeOf', { name })}
      verb={t('remove')}
      variant="danger"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ schema: z.null(), path: name, method: 'DELETE' })}
      onClose={onClose}
    >
      <p>{t('removeText')}</p>
    </ConfirmDialog>
  )
}
