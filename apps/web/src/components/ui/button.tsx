import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'

type Variant = 'primary' | 'secondary' | 'danger' | 'quiet' | 'chosen'

const variants: Record<Variant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-edge bg-surface hover:bg-sunken',
  danger: 'border border-bad bg-surface text-bad hover:bg-bad-surface',
  chosen: 'text-accent hover:bg-surface',
  quiet: 'text-quiet hover:bg-sunken hover:text-text',
}

/** How a button looks, for links that lead to where an action begins. */
export function buttonClass(variant: Variant): string {
  return `${shape} ${variants[variant]}`
}

const shape =
  'inline-flex h-8 shrink-0 items-center gap-1.5 rounded-control px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55'

/** A button that says a verb. `busy` blocks it and shows that the call is under way; its words stay. */
export function Button({
  variant = 'secondary',
  busy = false,
  className = '',
  children,
  disabled,
  ...rest
}: ComponentProps<'button'> & { variant?: Variant; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={`${buttonClass(variant)} ${className}`}
    >
      {busy && <LoaderCircle aria-hidden="true" className="size-3.5 animate-spin" />}
      {children}
    </button>
  )
}
