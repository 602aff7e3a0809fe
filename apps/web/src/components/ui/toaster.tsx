'use client'

import { Check, CircleX, Info, TriangleAlert } from 'lucide-react'
import { useEffect } from 'react'
import { Toaster as Sonner, toast } from 'sonner'
import { deliverToasts } from '#lib/toast.ts'

/** Where short messages appear. They never carry anything that is not also on a page. */
export function Toaster() {
  // After the list below: whoever is told has to be there.
  useEffect(() => deliverToasts(({ kind, title, options }) => toast[kind](title, options)), [])
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      icons={{
        success: <Check aria-hidden="true" className="size-4 text-good" />,
        error: <CircleX aria-hidden="true" className="size-4 text-bad" />,
        warning: <TriangleAlert aria-hidden="true" className="size-4 text-warn" />,
        info: <Info aria-hidden="true" className="size-4 text-busy" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-card border border-line bg-surface px-4 py-3 text-sm text-text shadow-float',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-quiet break-words',
          actionButton: 'shrink-0 rounded-control border border-edge px-2.5 py-1 font-medium hover:bg-sunken',
        },
      }}
    />
  )
}
