import { type ReactNode, useId } from 'react'

type CardProps = {
  title: ReactNode
  /** At the right of the title. */
  aside?: ReactNode
  children: ReactNode
  className?: string
}

/** A titled part of a page. */
export function Card({ title, aside, children, className = '' }: CardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 overflow-hidden rounded-card border border-line bg-surface ${className}`}
    >
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-1.5">
        <h2 id={id} className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
