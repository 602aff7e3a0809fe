'use client'

import type { Account } from '@fun/contract/accounts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { accountKey, beginTotp, removeTotp, renewRecoveryCodes } from './account-calls.ts'
import { useProof } from './proof.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetup } from './totp-setup.tsx'

/** Codes of an application: off, being set up, or on with their recovery codes. */
export function TwoFactorCard({ account }: { account: Account }) {
  const t = useTranslations('account')
  const proved = useProof()
  const client = useQueryClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [asksToTurnOff, setAsksToTurnOff] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: accountKey })
  const begin = useMutation({ mutationFn: () => proved(beginTotp) })
  const renew = useMutation({
    mutationFn: () => proved(renewRecoveryCodes),
    onSuccess: (made) => {
      setCodes(made.codes)
      return refresh()
    },
  })
  const turnOff = useMutation({
    mutationFn: () => proved(removeTotp),
    onSuccess: () => {
      setAsksToTurnOff(false)
      return refresh()
    },
  })
  const onConfirmed = (made: readonly string[]) => {
    setCodes(made)
    begin.reset()
    void refresh()
  }
  const error = begin.error ?? renew.error
  return (
    <Card title={t('twoFactor')}>
      <div className="space-y-4 p-4 text-sm">
        {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
        {codes === null && begin.data !== undefined && <TotpSetup setup={begin.data} onConfirmed={onConfirmed} />}
        {codes === null && begin.data === undefined && (
          <>
            <p className="text-quiet">
              {account.totp ? t('twoFactorOn', { left: account.recoveryCodesLeft }) : t('twoFactorOff')}
            </p>
            {!account.totp && !account.hasPassword && <p className="text-quiet">{t('twoFactorNoPassword')}</p>}
            <div className="flex flex-wrap gap-2">
              {account.totp ? (
                <>
                  <Button busy={renew.isPending} onClick={() => renew.mutate()}>
                    {t('newCodes')}
                  </Button>
                  <Button variant="danger" onClick={() => setAsksToTurnOff(true)}>
                    {t('turnOff')}
                  </Button>
                </>
              ) : (
                <Button busy={begin.isPending} disabled={!account.hasPassword} onClick={() => begin.mutate()}>
                  {t('turnOn')}
                </Button>
              )}
            </div>
          </>
        )}
        {error !== null && <ProblemNotice error={error} />}
      </div>
      {asksToTurnOff && (
        <ConfirmDialog
          title={t('turnOffTitle')}
          verb={t('turnOff')}
          variant="danger"
          busy={turnOff.isPending}
          error={turnOff.error}
          onConfirm={() => turnOff.mutate()}
          onClose={() => setAsksToTurnOff(false)}
        >
          <p>{t('turnOffText')}</p>
        </ConfirmDialog>
      )}
    </Card>
  )
}
