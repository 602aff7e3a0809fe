'use client'

import type { ApiToken } from '@fun/contract/access'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago, useNow } from '#components/ui/time.tsx'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { formatAbsolute } from '#lib/time.ts'
import { revokeToken, type TokensPath, tokensQuery } from './token-calls.ts'

const MakeTokenDialog = lazy(() =>
  import('./make-token-dialog.tsx').then((module) => ({ default: module.MakeTokenDialog })),
)

type TokensCardProps = { path: TokensPath; empty: string; className?: string }

/** Tokens of one owner: made, shown once, and revoked here. */
export function TokensCard({ path, empty, className = '' }: TokensCardProps) {
  const t = useTranslations('tokens')
  const client = useQueryClient()
  const query = tokensQuery(path)
  const tokens = useQuery(query)
  const [makes, setMakes] = useAddressedOpening('make-token')
  const [asked, setAsked] = useState<ApiToken | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  const revoke = useMutation({
    mutationFn: (id: string) => revokeToken(path, id),
    onSuccess: () => {
      setAsked(null)
      return refresh()
    },
  })
  const close = () => {
    setAsked(null)
    revoke.reset()
  }
  return (
    <Card title={t('title')} aside={<Button onClick={() => setMakes(true)}>{t('make')}</Button>} className={className}>
      {tokens.error !== null && (
        <div className="p-4">
          <ProblemNotice error={tokens.error} />
        </div>
      )}
      {tokens.data?.items.length === 0 && <p className="p-4 text-sm text-quiet">{empty}</p>}
      <ul className="divide-y divide-line px-4 text-sm">
        {tokens.data?.items.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1 basis-48">
              <p className="font-medium break-words">
                {each.name} <code className="ml-1 font-mono text-xs font-normal text-quiet">{each.prefix}…</code>
              </p>
              <p className="text-xs break-words text-quiet">
                <TokenLimits token={each} />
              </p>
              <p className="text-xs text-quiet">
                <TokenLife token={each} />
              </p>
            </div>
            <Button variant="quiet" aria-label={t('revokeNamed', { name: each.name })} onClick={() => setAsked(each)}>
              {t('revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {makes && (
        <Suspense>
          <MakeTokenDialog path={path} onMade={refresh} onClose={() => setMakes(false)} />
        </Suspense>
      )}
      {asked !== null && (
        <ConfirmDialog
          title={t('revokeTitle', { name: asked.name })}
          verb={t('revoke')}
          variant="danger"
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(asked.id)}
          onClose={close}
        >
          <p>{t('revokeText')}</p>
        </ConfirmDialog>
      )}
    </Card>
  )
}

/** What a token may do, and where. */
function TokenLimits({ token }: { token: ApiToken }) {
  const t = useTranslations('tokens')
  const where = token.environments.map(({ name, id }) => name ?? t('unnamed', { id: id.slice(-6) }))
  return (
    <>
      {token.actions.length === 0 ? t('allActions') : token.actions.join(', ')}
      {' · '}
      {where.length === 0 ? t('everywhere') : where.join(', ')}
    </>
  )
}

function TokenLife({ token }: { token: ApiToken }) {
  const t = useTranslations('tokens')
  const locale = useLocale()
  const now = useNow()
  const { expiresAt, lastUsedAt } = token
  const endsMs = expiresAt === null ? null : Date.parse(expiresAt)
  return (
    <>
      {lastUsedAt === null ? (
        t('neverUsed')
      ) : (
        <>
          {t('lastUsed')} <Ago at={lastUsedAt} />
        </>
      )}
      {' · '}
      {endsMs === null
        ? t('noExpiry')
        : t(endsMs <= now ? 'expired' : 'expires', { at: formatAbsolute(endsMs, locale) })}
    </>
  )
}
