import { type ReactNode, useId } from 'react'

/** A titled group of fields, two in a row where there is room. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface">
      <h2 id={id} className="border-b border-line px-4 py-2.5 font-semibold">
        {title}
      </h2>
      <div className="grid gap-x-5 gap-y-4 px-4 py-4 sm:grid-cols-2">{children}</div>
    </section>
  )
}
