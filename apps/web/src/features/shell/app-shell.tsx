'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Mark } from '#components/ui/mark.tsx'
import { AskProvider } from '#features/environments/ask-action.tsx'
import { ConnectionBanner, ConnectionMark } from './connection.tsx'
import { LiveData } from './live-data.tsx'
import { isWithin, pages } from './navigation.ts'
import { PreferencesMenu } from './preferences-menu.tsx'
import { SessionGate } from './session-gate.tsx'
import { useLeaveWarning } from './use-leave-warning.ts'
import { usePaletteKey } from './use-palette-key.ts'

const CommandPalette = lazy(() =>
  import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
)

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
          <SidebarContent onSearch={() => setPalette(true)} />
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

function SidebarContent({ onSearch, onGone }: { onSearch: () => void; onGone?: () => void }) {
  const t = useTranslations('shell')
  const path = usePathname()
  return (
    <>
      <div className="px-3 pt-4 pb-3">
        <Brand />
      </div>
      <div className="px-3 pb-3">
        <SearchButton onSearch={onSearch} />
      </div>
      <nav aria-label={t('navigation')} className="flex-1 overflow-y-auto px-3">
        <ul className="space-y-0.5">
          {pages.map(({ name, href, icon: Icon }) => {
            const here = isWithin(path, href)
            return (
              <li key={name}>
                <Link
                  href={href}
                  aria-current={here ? 'page' : undefined}
                  onClick={() => onGone?.()}
                  className={`flex h-8 items-center gap-2.5 rounded-control px-2 text-sm font-medium transition-colors ${
                    here ? 'bg-sunken text-text' : 'text-quiet hover:bg-sunken hover:text-text'
                  }`}
                >
                  <Icon aria-hidden="true" className={`size-4 ${here ? 'text-accent' : ''}`} />
                  {t(name)}
                </Link>
              </li>
            )
          })}
        </ul>
      </nav>
      <div className="flex items-center justify-between gap-2 border-t border-line px-3 py-2">
        <PreferencesMenu />
        <ConnectionMark />
      </div>
    </>
  )
}

function Brand() {
  const t = useTranslations('common')
  return (
    <Link href="/" className="inline-flex items-center gap-2.5 rounded-control px-1 font-semibold">
      <Mark className="size-6" />
      {t('product')}
    </Link>
  )
}

function SearchButton({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('shell')
  return (
    <button
      type="button"
      onClick={onSearch}
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-8 w-full items-center gap-2 rounded-control border border-edge bg-page px-2 text-sm text-quiet transition-colors hover:text-text"
    >
      <Search aria-hidden="true" className="size-4" />
      <span className="flex-1 text-left">{t('paletteOpen')}</span>
      <kbd className="rounded-control border border-line bg-surface px-1 font-sans text-xs">Ctrl K</kbd>
    </button>
  )
}

/** Below 1,024 px the sidebar waits behind a button. */
function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  const icon = 'grid size-9 place-items-center rounded-control text-quiet hover:bg-sunken hover:text-text'
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-line bg-surface px-2 lg:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger aria-label={t('menu')} className={icon}>
          <MenuIcon aria-hidden="true" className="size-5" />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-30 bg-[oklch(0.15_0.02_262/0.5)]" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-30 flex w-64 max-w-[85vw] flex-col border-r border-line bg-surface outline-none"
          >
            <Dialog.Title className="sr-only">{t('menu')}</Dialog.Title>
            <SidebarContent
              onGone={() => setOpen(false)}
              onSearch={() => {
                setOpen(false)
                onSearch()
              }}
            />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <div className="flex-1">
        <Brand />
      </div>
      <button type="button" onClick={onSearch} aria-label={t('paletteOpen')} className={icon}>
        <Search aria-hidden="true" className="size-5" />
      </button>
    </header>
  )
}
