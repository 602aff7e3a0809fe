import type { ReactNode } from 'react'

/** What belongs here, why there is nothing, and how to change that. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-surface px-6 py-10">
      <div className="mx-auto max-w-160 text-sm">
        <h2 className="text-lg font-semibold">{title}</h2>
        <div className="mt-1.5 space-y-4 text-quiet">{children}</div>
      </div>
    </div>
  )
}
