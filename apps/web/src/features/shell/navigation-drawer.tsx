'use client'

import { Dialog } from 'radix-ui'
import type { RefObject } from 'react'
import { useTranslations } from 'use-intl'
import { Sidebar } from './sidebar.tsx'

type NavigationDrawerProps = {
  /** Where the focus goes back to. */
  trigger: RefObject<HTMLElement | null>
  onSearch: () => void
  onClose: () => void
}

/** The sidebar over the page, where there is no room beside it. Rendered only while it is open. */
export function NavigationDrawer({ trigger, onSearch, onClose }: NavigationDrawerProps) {
  const t = useTranslations('shell')
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-[oklch(0.15_0.02_262/0.5)]" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={() => trigger.current?.focus()}
          className="fixed inset-y-0 left-0 z-30 flex w-64 max-w-[85vw] flex-col border-r border-line bg-surface outline-none"
        >
          <Dialog.Title className="sr-only">{t('menu')}</Dialog.Title>
          <Sidebar
            onGone={onClose}
            onSearch={() => {
              onClose()
              onSearch()
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
