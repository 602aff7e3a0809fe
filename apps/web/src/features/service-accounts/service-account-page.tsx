'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { RoleList } from '#features/members/role-list.tsx'
import { RolesDialog } from '#features/members/roles-dialog.tsx'
import { TokensCard } from '#features/tokens/tokens-card.tsx'
import {
  putServiceAccountRoles,
  removeServiceAccount,
  serviceAccountQuery,
  serviceAccountsKey,
  setServiceAccountDisabled,
} from './service-account-calls.ts'

/** One service account: what it may do, its tokens, and its end. */
export function ServiceAccountPage({ name }: { name: string }) {
  const t = useTranslations()
  const client = useQueryClient()
  const account = useQuery(serviceAccountQuery(name))
  const [asked, setAsked] = useState<'roles' | 'remove' | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: serviceAccountsKey })
  const disable = useMutation({
    mutationFn: (disabled: boolean) => setServiceAccountDisabled(name, disabled),
    onSuccess: refresh,
  })
  const { data } = account
  const error = account.error ?? disable.error
  return (
    <>
      <title>{t('common.title', { page: name })}</title>
      <PageHeader
        trail={[{ href: '/service-accounts', name: t('tokens.accounts') }]}
        title={name}
        summary={data !== undefined && data.disabledAt !== null ? t('tokens.accountDisabled') : undefined}
        actions={
          data !== undefined && (
            <>
              <Button onClick={() => setAsked('roles')}>{t('tokens.changeRoles')}</Button>
              <Button busy={disable.isPending} onClick={() => disable.mutate(data.disabledAt === null)}>
                {data.disabledAt === null ? t('members.disable') : t('members.enable')}
              </Button>
              <Button variant="danger" onClick={() => setAsked('remove')}>
                {t('members.remove')}
              </Button>
            </>
          )
        }
      />
      {error !== null && <ProblemNotice error={error} />}
      {account.isPending && <Skeleton label={name} />}
      {data !== undefined && (
        <>
          <Card title={t('tokens.account')}>
            <div className="p-4">
              <Facts
                facts={[
                  { label: t('tokens.rolesHeld'), value: <RoleList held={data.roles} />, wide: true },
                  { label: t('tokens.madeBy'), value: data.createdBy.replace(/^[a-z-]+:/, '') },
                  { label: t('members.since'), value: <Ago at={data.createdAt} /> },
                ]}
              />
            </div>
          </Card>
          <TokensCard path={`/service-accounts/${name}/tokens`} empty={t('tokens.noneOfAccount')} />
        </>
      )}
      {data !== undefined && asked === 'roles' && (
        <RolesDialog
          title={t('members.rolesTitle', { name })}
          held={data.roles}
          save={(held) => putServiceAccountRoles(name, held)}
          onSaved={refresh}
          onClose={() => setAsked(null)}
        >
          <p>{t('tokens.rolesText')}</p>
        </RolesDialog>
      )}
      {asked === 'remove' && <RemoveDialog name={name} onClose={() => setAsked(null)} />}
    </>
  )
}

function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTranslations()
  const client = useQueryClient()
  const router = useRouter()
  const removal = useMutation({
    mutationFn: () => removeServiceAccount(name),
    onSuccess: () => {
      client.removeQueries({ queryKey: serviceAccountQuery(name).queryKey })
      void client.invalidateQueries({ queryKey: serviceAccountsKey, exact: true })
      router.replace('/service-accounts')
    },
  })
  return (
    <ConfirmDialog
      title={t('members.removeTitle', { name })}
      verb={t('members.remove')}
      variant="danger"
      busy={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    >
      <p>{t('tokens.removeText')}</p>
    </ConfirmDialog>
  )
}
