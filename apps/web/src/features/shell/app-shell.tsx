'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { AskProvider } from '#features/environments/ask-action.tsx'
import { ConnectionBanner } from './connection.tsx'
import { LiveData } from './live-data.tsx'
import { SessionGate } from './session-gate.tsx'
import { Brand, Sidebar } from './sidebar.tsx'
import { useLeaveWarning } from './use-leave-warning.ts'
import { usePaletteKey } from './use-palette-key.ts'

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
)
const drawer = () => import('./navigation-drawer.tsx')
const NavigationDrawer = lazy(() => drawer().then((module) => ({ default: module.NavigationDrawer })))

/** The frame of every page: navigation, palette, whether the page is live, preferences, and the way back in. */
export function AppShell({ children }: { children: ReactNode }) {
  const t = useTranslations('shell')
  const [palette, setPalette] = useState(false)
  usePaletteKey(() => setPalette((open) => !open))
  useLeaveWarning()
  return (
    <AskProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2"
      >
        {t('skip')}
      </a>
      <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
        <TopBar onSearch={() => setPalette(true)} />
        <aside className="sticky top-0 flex h-dvh flex-col border-r border-line bg-surface max-lg:hidden">
          <Sidebar onSearch={() => setPalette(true)} />
        </aside>
        <main id="content" tabIndex={-1} className="min-w-0 outline-none">
          <ConnectionBanner />
          <div className="mx-auto max-w-content space-y-5 px-4 py-5 lg:px-6 lg:py-6">{children}</div>
        </main>
      </div>
      <LiveData />
      <SessionGate />
      {palette && (
        <Suspense>
          <CommandPalette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </AskProvider>
  )
}

/** Below 1,024 px the sidebar waits behind a button; its frame comes when somebody is about to open it. */
function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const icon = 'grid size-9 place-items-center rounded-control text-quiet hover:bg-sunken hover:text-text'
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-line bg-surface px-2 lg:hidden">
      <button
        ref={trigger}
        type="button"
        aria-label={t('menu')}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void drawer()}
        onFocus={() => void drawer()}
        onClick={() => setOpen(true)}
        className={icon}
      >
        <MenuIcon aria-hidden="true" className="size-5" />
      </button>
      {open && (
        <Suspense>
          <NavigationDrawer trigger={trigger} onSearch={onSearch} onClose={() => setOpen(false)} />
        </Suspense>
      )}
      <div className="flex-1">
        <Brand />
      </div>
      <button type="button" onClick={onSearch} aria-label={t('paletteOpen')} className={icon}>
        <Search aria-hidden="true" className="size-5" />
      </button>
    </header>
  )
}
