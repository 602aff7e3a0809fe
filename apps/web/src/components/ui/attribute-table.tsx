'use client'

import { useTranslations } from 'use-intl'
import { type AttributeRow, shownValue } from '#lib/attribute-diff.ts'

type AttributeTableProps = {
  /** For screen readers. */
  caption: string
  /** Headings of both sides. */
  names: readonly [string, string]
  rows: readonly AttributeRow[]
  /** Said when there is no row. */
  empty: string
}

/** Two things attribute by attribute. What differs says so by its weight and a mark, not by colour alone; secrets are masked. */
export function AttributeTable({ caption, names, rows, empty }: AttributeTableProps) {
  const t = useTranslations('fleet')
  if (rows.length === 0)
    return <p className="rounded-card border border-line bg-surface px-4 py-4 text-sm text-quiet">{empty}</p>
  return (
    <section
      aria-label={caption}
      tabIndex={0}
      className="overflow-x-auto rounded-card border border-line bg-surface -outline-offset-2"
    >
      <table className="w-full min-w-120 table-fixed border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-quiet">
            <th scope="col" className="h-9 w-2/5 px-4 font-medium">
              {t('attribute')}
            </th>
            {names.map((name, index) => (
              <th key={`${index} ${name}`} scope="col" className="h-9 px-4 font-medium break-all">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const differs = row.before !== row.after
            return (
              <tr key={row.path} className="border-b border-line align-top last:border-b-0">
                <th scope="row" className="px-4 py-1.5 text-left font-mono text-xs font-normal break-all">
                  <span aria-hidden="true" className="mr-1.5 text-warn">
                    {differs ? '≠' : '\u00a0'}
                  </span>
                  {row.path}
                  <span className="sr-only">: {differs ? t('different') : t('same')}</span>
                </th>
                {[row.before, row.after].map((value, index) => (
                  <td
                    // Two cells of one row: their place is what they are.
                    key={index === 0 ? 'before' : 'after'}
                    className={`px-4 py-1.5 font-mono text-xs break-all ${differs ? 'font-semibold' : 'text-quiet'}`}
                  >
                    {shownValue(row, value) ?? <span className="font-normal text-quiet">{t('absent')}</span>}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
