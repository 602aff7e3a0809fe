'use client'

import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'

/** A word on what something is, on hover and on keyboard focus. `children` is a single element that can be focused. */
export function Hint({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-80 rounded-control bg-text px-2 py-1 text-xs break-words text-page"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
