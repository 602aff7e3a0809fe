'use client'

import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react'
import type { ChoiceProps } from './menu-parts.tsx'

// Menus are a tenth of the portal's code, and a page is read before one is opened.
const parts = () => import('./menu-parts.tsx')
const OpenMenu = lazy(() => parts().then(({ OpenMenu }) => ({ default: OpenMenu })))
const LazyChoice = lazy(() => parts().then(({ MenuChoice }) => ({ default: MenuChoice<string> })))

/** One thing that can be done. */
export const MenuItem = lazy(() => parts().then(({ MenuItem }) => ({ default: MenuItem })))
/** A line between groups of a menu. */
export const MenuSeparator = lazy(() => parts().then(({ MenuSeparator }) => ({ default: MenuSeparator })))
/** Yes or no, within a menu; the menu stays open. */
export const MenuSwitch = lazy(() => parts().then(({ MenuSwitch }) => ({ default: MenuSwitch })))

type TriggerProps = {
  onClick?: () => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
}
type MenuProps = {
  trigger: ReactElement<TriggerProps>
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

/**
 * A menu that opens from `trigger`, a single button. Arrow keys, typing and Escape work as in a desktop menu. Its code comes when
 * somebody is about to open it.
 */
export function Menu({ trigger, children, align = 'end', side = 'bottom' }: MenuProps) {
  const [wanted, setWanted] = useState(false)
  const fetchParts = () => void parts()
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: fetchParts,
    onFocus: fetchParts,
    onClick: () => setWanted(true),
  })
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <OpenMenu trigger={trigger} align={align} side={side}>
        {children}
      </OpenMenu>
    </Suspense>
  )
}

/** One of a few, within a menu; the menu stays open. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const choose = (next: string) => {
    const chosen = options.find((each) => each.value === next)
    if (chosen !== undefined) onChange(chosen.value)
  }
  return <LazyChoice label={label} value={value} options={options} onChange={choose} />
}
