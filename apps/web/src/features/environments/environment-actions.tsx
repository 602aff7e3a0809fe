'use client'

import type { Environment } from '@fun/contract/resources'
import { Download, Ellipsis, GraduationCap, SquareTerminal, Trash2, UserRoundPlus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { useMay } from '#features/session/use-may.ts'
import { useOfferedActions } from './action-words.ts'
import { useAsk } from './ask-action.tsx'

/** The primary action as a button, the rest in a menu. Every action asks first, and says what will happen. */
export function EnvironmentActions({ environment }: { environment: Environment }) {
  const t = useTranslations()
  const ask = useAsk()
  const may = useMay()
  const offered = useOfferedActions()(environment)
  const [primary, second, ...others] = offered
  const isDeployed = environment.serving !== null
  const mayManage = may('environment:manage', environment.id)
  const mayDestroy = may('environment:destroy', environment.id)
  if (offered.length === 0 && !isDeployed && !mayDestroy) return null
  return (
    <>
      {primary !== undefined && (
        <Button variant="primary" onClick={() => ask({ action: primary, environments: [environment] })}>
          {t(`actions.verb.${primary}`)}
        </Button>
      )}
      {second !== undefined && (
        <Button onClick={() => ask({ action: second, environments: [environment] })}>
          {t(`actions.verb.${second}`)}
        </Button>
      )}
      <Menu
        trigger={
          <Button aria-label={t('common.more')} title={t('common.more')} className="px-2">
            <Ellipsis aria-hidden="true" className="size-4" />
          </Button>
        }
      >
        {others.map((action) => (
          <MenuItem key={action} onSelect={() => ask({ action, environments: [environment] })}>
            {t(`actions.verb.${action}`)}
          </MenuItem>
        ))}
        {may('environment:write', environment.id) && (
          <MenuItem onSelect={() => ask({ action: 'scale', environment })}>{t('environment.scaleWorkers')}</MenuItem>
        )}
        {isDeployed && mayManage && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => ask({ action: 'manage', environment, command: 'manage' })}>
              <SquareTerminal aria-hidden="true" />
              {t('environment.manage')}
            </MenuItem>
            <MenuItem onSelect={() => ask({ action: 'manage', environment, command: 'superuser' })}>
              <UserRoundPlus aria-hidden="true" />
              {t('environment.superuser')}
            </MenuItem>
            <MenuItem onSelect={() => ask({ action: 'manage', environment, command: 'demo-course' })}>
              <GraduationCap aria-hidden="true" />
              {t('environment.demoCourse')}
            </MenuItem>
          </>
        )}
        {isDeployed && (
          <MenuItem asChild>
            <a href={`/api/v1/environments/${environment.name}/compose`} download>
              <Download aria-hidden="true" />
              {t('environment.bundle')}
            </a>
          </MenuItem>
        )}
        {mayDestroy && (
          <>
            <MenuSeparator />
            <MenuItem tone="danger" onSelect={() => ask({ action: 'destroy', environment })}>
              <Trash2 aria-hidden="true" />
              {t('actions.verb.destroy')}
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}
