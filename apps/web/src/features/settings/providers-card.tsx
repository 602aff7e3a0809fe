'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useMay } from '#features/session/use-may.ts'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import type { Provider } from '#lib/provider-draft.ts'
import { ProviderForm } from './provider-form.tsx'
import { useProviderChange, useProviders } from './settings-queries.ts'

/** Providers that people sign in with: who they are, what roles they give, and what the portal is registered as there. */
export function ProvidersCard() {
  const t = useTranslations('settings')
  const mayWrite = useMay()('settings:write')
  const query = useProviders()
  const [isAdding, setAdding] = useAddressedOpening('add-provider')
  return (
    <Card
      title={t('providers')}
      aside={mayWrite && !isAdding && <Button onClick={() => setAdding(true)}>{t('providerAdd')}</Button>}
    >
      {isAdding && mayWrite && <ProviderForm onClose={() => setAdding(false)} />}
      {query.isError && (
        <div className="p-4">
          <ProblemNotice error={query.error} />
        </div>
      )}
      {query.isPending && (
        <div className="p-4">
          <Skeleton label={t('providers')} />
        </div>
      )}
      {query.data?.length === 0 && !isAdding && (
        <p className="px-4 py-4 text-sm text-quiet">
          {t('noProviders')} {!mayWrite && t('ownersOnly')}
        </p>
      )}
      <ul>
        {query.data?.map((each) => (
          <ProviderRow key={each.id} provider={each} mayWrite={mayWrite} />
        ))}
      </ul>
    </Card>
  )
}

function ProviderRow({ provider, mayWrite }: { provider: Provider; mayWrite: boolean }) {
  const t = useTranslations('settings')
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null)
  const { title, name, issuer, redirectUri } = provider
  const close = () => setOpen(null)
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 text-sm">
        <div className="min-w-0 flex-1 basis-64 space-y-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium break-words">{title}</span>
            <code className="font-mono text-xs text-quiet">{name}</code>
          </p>
          <p className="font-mono text-xs break-all text-quiet">{issuer}</p>
          <p className="text-quiet">
            <RolesGiven by={provider} />
          </p>
          <p className="text-xs text-quiet">
            {t('redirectUri')} <code className="font-mono break-all">{redirectUri}</code>{' '}
            <span className="inline-block align-middle">
              <CopyButton text={redirectUri} label={t('redirectUriOf', { title })} />
            </span>
          </p>
        </div>
        {mayWrite && open !== 'edit' && (
          <div className="flex flex-wrap gap-2">
            <Button aria-label={t('editOf', { title })} onClick={() => setOpen('edit')}>
              {t('edit')}
            </Button>
            <Button variant="quiet" aria-label={t('removeOf', { title })} onClick={() => setOpen('remove')}>
              {t('remove')}
            </Button>
          </div>
        )}
      </div>
      {open === 'edit' && <ProviderForm provider={provider} onClose={close} />}
      {open === 'remove' && <RemoveDialog provider={provider} onClose={close} />}
    </li>
  )
}

/** Which roles somebody gets by signing in there, in words. */
function RolesGiven({ by: { roleClaim, roleMap, defaultRole } }: { by: Provider }) {
  const t = useTranslations()
  const byClaim = roleMap.map(({ value, role }) => t('settings.roleOf', { value, role: t(`members.roles.${role}`) }))
  const rest =
    defaultRole === null
      ? t('settings.nobodyElse')
      : t('settings.everybodyElse', { role: t(`members.roles.${defaultRole}`) })
  if (roleClaim === null || byClaim.length === 0) return rest
  return `${t('settings.byClaim', { claim: roleClaim })} ${byClaim.join(', ')}. ${rest}`
}

function RemoveDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const t = useTranslations('settings')
  const remove = useProviderChange<null>(onClose)
  return (
    <ConfirmDialog
      title={t('removeOf', { title: provider.title })}
      verb={t('remove')}
      variant="danger"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ schema: z.null(), path: `/oidc/providers/${provider.name}`, method: 'DELETE' })}
      onClose={onClose}
    >
      <p>{t('removeText')}</p>
    </ConfirmDialog>
  )
}
