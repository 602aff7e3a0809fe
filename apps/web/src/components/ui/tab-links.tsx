'use client'

import Link from 'next/link'
import { useEffect, useRef } from 'react'

type TabLinksProps = {
  /** Names the row of tabs for screen readers. */
  label: string
  tabs: readonly { href: string; name: string; count?: number }[]
  current: string
}

/** Tabs that are pages: each has its own address, so that the back button and shared links work. */
export function TabLinks({ label, tabs, current }: TabLinksProps) {
  const row = useRef<HTMLElement>(null)
  // Where the row is wider than the screen, the present tab is in its middle.
  useEffect(() => {
    const here = row.current?.querySelector<HTMLElement>(`[href="${CSS.escape(current)}"]`)
    if (row.current && here) row.current.scrollLeft = here.offsetLeft - (row.current.clientWidth - here.offsetWidth) / 2
  }, [current])
  return (
    <nav
      ref={row}
      aria-label={label}
      className="relative -mx-4 overflow-x-auto border-b border-line px-4 lg:mx-0 lg:px-0"
    >
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
