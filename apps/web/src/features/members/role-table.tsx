'use client'

import { actions, roleMay, roles, scopeOf } from '@fun/contract/policy'
import { Check } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { actionMeaning, roleMeaning } from '#messages/action-meaning.ts'

/** The one table of who may do what, as the API decides by it. */
export function RoleTablePage() {
  const t = useTranslations()
  const locale = useLocale()
  return (
    <>
      <title>{t('common.title', { page: t('members.table') })}</title>
      <PageHeader
        trail={[{ href: '/members', name: t('members.title') }]}
        title={t('members.table')}
        summary={t('members.tableText')}
      />
      <Card title={t('members.roleMeanings')}>
        <dl className="grid gap-x-6 gap-y-2 p-4 text-sm sm:grid-cols-[8rem_minmax(0,1fr)]">
          {roles.map((role) => (
            <div key={role} className="contents">
              <dt className="font-medium">{t(`members.roles.${role}`)}</dt>
              <dd className="text-quiet">{roleMeaning(role, locale)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={t('members.table')}>
        <section aria-label={t('members.table')} tabIndex={0} className="overflow-x-auto">
          <table className="w-full min-w-160 text-sm">
            <thead className="border-b border-line text-xs text-quiet">
              <tr>
                <th scope="col" className="px-4 py-2 text-left font-medium">
                  {t('members.action')}
                </th>
                {roles.map((role) => (
                  <th key={role} scope="col" className="px-2 py-2 text-center font-medium">
                    {t(`members.roles.${role}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {actions.map((action) => (
                <tr key={action}>
                  <th scope="row" className="px-4 py-1.5 text-left font-normal">
                    <code className="font-mono text-xs">{action}</code>
                    <span className="block text-xs text-quiet">
                      {actionMeaning(action, locale)} ({t(`members.scopes.${scopeOf(action)}`)})
                    </span>
                  </th>
                  {roles.map((role) => (
                    <td key={role} className="px-2 py-1.5 text-center">
                      {roleMay(role, action) ? (
                        <>
                          <Check aria-hidden="true" className="mx-auto size-4 text-good" />
                          <span className="sr-only">{t('common.yes')}</span>
                        </>
                      ) : (
                        <>
                          <span aria-hidden="true" className="text-quiet">
                            –
                          </span>
                          <span className="sr-only">{t('common.no')}</span>
                        </>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </>
  )
}
