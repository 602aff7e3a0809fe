/** What a person has chosen of the audit, as the form holds it; empty: everything. Days are of the reader's own zone. */
export type AuditChoice = {
  principal: string
  action: string
  subject: string
  environment: string
  result: '' | 'done' | 'refused'
  fromDay: string
  toDay: string
}

export const everything: AuditChoice = {
  principal: '',
  action: '',
  subject: '',
  environment: '',
  result: '',
  fromDay: '',
  toDay: '',
}

/** Parameters of the calls that list and export. The last day counts whole. */
export function auditQuery(choice: AuditChoice): URLSearchParams {
  const { fromDay, toDay, ...rest } = choice
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) if (value.trim() !== '') query.set(name, value.trim())
  const from = startOf(fromDay, 0)
  const to = startOf(toDay, 1)
  if (from !== null) query.set('from', from)
  if (to !== null) query.set('to', to)
  return query
}

/** Midnight of a day (`2026-11-25`) where the reader is, some days later; null for what is no day. */
function startOf(day: string, daysLater: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined || month === undefined || date === undefined) return null
  const start = new Date(Number(year), Number(month) - 1, Number(date) + daysLater)
  return Number.isNaN(start.getTime()) ? null : start.toISOString()
}
