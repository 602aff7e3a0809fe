'use client'

import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
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
  /** What the way out says: `keep` where a thing stays as it is, `cancel` where a form is left, `none` where there is nothing to decide. */
  wayOut?: 'keep' | 'cancel' | 'none'
  /** What has to be typed first is not there yet. */
  disabled?: boolean
  error: Error | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that visitors notice, or for what an action needs. Rendered only while it is open; Escape and the way out close it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, verb, variant, busy, wayOut = 'keep', disabled = false, error, onConfirm, onClose } = props
  const t = useTranslations('common')
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Closed before it leaves the document, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!disabled) onConfirm()
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={(event) => event.currentTarget.open || onClose()}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-5 text-text shadow-float"
    >
      <form onSubmit={submit}>
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
          {wayOut !== 'none' && <Button onClick={onClose}>{t(wayOut)}</Button>}
          <Button type="submit" variant={variant} busy={busy} disabled={disabled}>
            {verb}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
