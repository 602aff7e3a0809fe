'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { RoleList } from '#features/members/role-list.tsx'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { CreateServiceAccountDialog } from './create-service-account-dialog.tsx'
import { serviceAccountsQuery } from './service-account-calls.ts'

/** Machines that act for the installation. */
export function ServiceAccountsPage() {
  const t = useTranslations()
  const accounts = useQuery(serviceAccountsQuery)
  const [makes, setMakes] = useAddressedOpening('make-account')
  const items = accounts.data?.items
  return (
    <>
      <title>{t('common.title', { page: t('tokens.accounts') })}</title>
      <PageHeader
        title={t('tokens.accounts')}
        summary={t('tokens.accountsText')}
        actions={
          <Button variant="primary" onClick={() => setMakes(true)}>
            <Plus aria-hidden="true" className="size-4" />
            {t('tokens.makeAccount')}
          </Button>
        }
      />
      {accounts.error !== null && <ProblemNotice error={accounts.error} />}
      {accounts.isPending && <Skeleton label={t('tokens.accounts')} />}
      {items?.length === 0 && (
        <EmptyState title={t('tokens.noAccounts')}>
          <p>{t('tokens.noAccountsText')}</p>
        </EmptyState>
      )}
      {items !== undefined && items.length > 0 && (
        <Card title={t('tokens.accounts')}>
          <ul className="divide-y divide-line px-4 text-sm">
            {items.map((each) => (
              <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
                <div className="min-w-0">
                  <Link
                    href={`/service-accounts/${each.name}`}
                    prefetch={false}
                    className="rounded-control font-mono font-medium break-all text-accent hover:underline"
                  >
                    {each.name}
                  </Link>
                  {each.disabledAt !== null && <span className="ml-2 text-quiet">{t('members.disabled')}</span>}
                  <p className="text-xs text-quiet">
                    <RoleList held={each.roles} />
                  </p>
                </div>
                <p className="text-xs text-quiet">
                  {t('members.invitedBy', { by: each.createdBy.replace(/^[a-z-]+:/, '') })} ·{' '}
                  <Ago at={each.createdAt} />
                </p>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {makes && <CreateServiceAccountDialog onClose={() => setMakes(false)} />}
    </>
  )
}
