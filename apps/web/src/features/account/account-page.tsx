'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { ProviderProblem } from '#features/session/provider-problem.tsx'
import { signInOptionsQuery } from '#features/session/sign-in.ts'
import { TokensCard } from '#features/tokens/tokens-card.tsx'
import { ApiRefusal } from '#lib/api-client.ts'
import { useFragment } from '#lib/fragment.ts'
import { accountQuery } from './account-calls.ts'
import { IdentitiesCard } from './identities-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { ProofProvider } from './proof.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TwoFactorCard } from './two-factor-card.tsx'

/** One's own account: who one is here, how one signs in, and where one is signed in. */
export function AccountPage() {
  const t = useTranslations()
  const account = useQuery(accountQuery)
  const options = useQuery(signInOptionsQuery)
  const problem = useFragment('problem')
  const byToken = account.error instanceof ApiRefusal && account.error.problem.code === 'session-needed'
  return (
    <>
      <title>{t('common.title', { page: t('account.title') })}</title>
      <PageHeader title={t('account.title')} />
      <ProviderProblem code={problem} />
      {byToken && <EmptyState title={t('account.tokenOnly')}>{t('account.tokenOnlyText')}</EmptyState>}
      {account.isError && !byToken && <ProblemNotice error={account.error} />}
      {account.data !== undefined && (
        <ProofProvider withCode={account.data.totp}>
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <ProfileCard account={account.data} />
            <PasswordCard account={account.data} />
            <TwoFactorCard account={account.data} />
            <PasskeysCard account={account.data} available={options.data?.passkey === true} />
            <IdentitiesCard account={account.data} providers={options.data?.providers ?? []} />
            <SessionsCard />
          </div>
        </ProofProvider>
      )}
      <TokensCard path="/tokens" empty={t('tokens.ownNone')} />
    </>
  )
}
