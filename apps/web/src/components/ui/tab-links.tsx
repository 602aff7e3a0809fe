'use client'

import Link from 'next/link'

type TabLinksProps = {
  /** Names the row of tabs for screen readers. */
  label: string
  tabs: readonly { href: string; name: string; count?: number }[]
  current: string
}

/** Tabs that are pages: each has its own address, so that the back button and shared links work. */
export function TabLinks({ label, tabs, current }: TabLinksProps) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4 lg:mx-0 lg:px-0">
      <ul className="flex gap-1">
        {tabs.map((each) => {
          const here = each.href === current
          return (
            <li key={each.href}>
              <Link
                href={each.href}
                aria-current={here ? 'page' : undefined}
                className={`-mb-px flex h-9 items-center gap-1.5 border-b-2 px-2.5 text-sm font-medium whitespace-nowrap -outline-offset-2 ${
                  here ? 'border-accent text-text' : 'border-transparent text-quiet hover:text-text'
                }`}
              >
                {each.name}
                {each.count !== undefined && each.count > 0 && (
                  <span className="rounded-control bg-sunken px-1.5 text-xs text-quiet tabular-nums">{each.count}</span>
                )}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
