'use client'

import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Mark } from '#components/ui/mark.tsx'
import { ConnectionMark } from './connection.tsx'
import { isWithin, pages } from './navigation.ts'
import { PreferencesMenu } from './preferences-menu.tsx'

/** Where one can go, what one prefers, and whether the page is live. */
export function Sidebar({ onSearch, onGone }: { onSearch: () => void; onGone?: () => void }) {
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

/** The mark and the name: the way home. */
export function Brand() {
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
