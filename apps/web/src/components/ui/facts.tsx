import type { ReactNode } from 'react'

/** `wide`: the value is a sentence rather than a word. */
export type Fact = { label: string; value: ReactNode; wide?: boolean }

/** Labels and values in a grid. Facts without a value are left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  const known = facts.filter((fact) => fact.value !== null && fact.value !== undefined && fact.value !== '')
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))]">
      {known.map((fact) => (
        <div key={fact.label} className={`min-w-0 ${fact.wide === true ? 'col-span-2' : ''}`}>
          <dt className="text-xs text-quiet">{fact.label}</dt>
          <dd className="mt-0.5 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
