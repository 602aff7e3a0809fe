'use client'

import type { Environment } from '@fun/contract/resources'
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from 'react'
import type { PlainAction } from './action-words.ts'

/** Any command of manage.py, or one of the two that everybody needs. */
export type ManageCommand = 'manage' | 'superuser' | 'demo-course'

/** Something a person wants done, which a dialog explains before it is asked of the API. */
export type Asked =
  | { action: PlainAction; environments: readonly Environment[]; service?: string }
  | { action: 'rollback'; environment: Environment; revision: { id: string; number: number; commit: string } }
  | { action: 'manage'; environment: Environment; command: ManageCommand }
  | { action: 'scale' | 'destroy'; environment: Environment }

const AskContext = createContext<(asked: Asked) => void>(() => {})

const ActionDialog = lazy(() => import('./action-dialog.tsx').then((module) => ({ default: module.ActionDialog })))

/** Opens the dialog of an action, from anywhere: buttons, menus, the palette. */
export const useAsk = () => useContext(AskContext)

/** Holds the one dialog of the page. */
export function AskProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = useCallback(() => setAsked(null), [])
  return (
    <AskContext value={setAsked}>
      {children}
      {asked !== null && (
        <Suspense>
          <ActionDialog asked={asked} onClose={close} />
        </Suspense>
      )}
    </AskContext>
  )
}
