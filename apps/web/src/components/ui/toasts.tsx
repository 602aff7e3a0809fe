'use client'

import { lazy, Suspense, useSyncExternalStore } from 'react'
import { noToasts, subscribeToToasts, wereToasts } from '#lib/toast.ts'

const Toaster = lazy(() => import('./toaster.tsx').then((module) => ({ default: module.Toaster })))

/** The place of short messages; its code comes with the first of them. */
export function Toasts() {
  const wanted = useSyncExternalStore(subscribeToToasts, wereToasts, noToasts)
  if (!wanted) return null
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  )
}
