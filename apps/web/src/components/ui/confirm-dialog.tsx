'use client'

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { Button } from './button.tsx'
import { ProblemNotice } from './problem-notice.tsx'

type ConfirmDialogProps = {
  title: string
  /** What will happen, to whom, and for how long. */
  children: ReactNode
  /** The verb of the action, repeated on the button. */
  verb: string
  variant: 'primary' | 'danger'
  busy: boolean
  error: Error | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that visitors notice. Rendered only while it is open; Escape and Keep close it. */
export function ConfirmDialog({ title, children, verb, variant, busy, error, onConfirm, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Closed before it leaves the document, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={(event) => event.currentTarget.open || onClose()}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-5 text-text shadow-float"
    >
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      <div className="mt-2 space-y-2 text-sm text-quiet">{children}</div>
      {error !== null && (
        <div className="mt-4">
          <ProblemNotice error={error} />
        </div>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Keep as it is</Button>
        <Button variant={variant} busy={busy} onClick={onConfirm}>
          {verb}
        </Button>
      </div>
    </dialog>
  )
}
