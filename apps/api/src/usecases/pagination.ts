/** A page request: ids are UUIDv7, so that an id is also a place in time. `limit` 1–200. */
export interface PageRequest {
  cursor?: string | undefined
  limit: number
}

type Direction = 'asc' | 'desc'

/**
 * Prisma arguments of a page, newest first unless ordered otherwise; rows of equal order come by id. One row more than asked tells whether there
 * is another page.
 */
export function pageArguments(
  { cursor, limit }: PageRequest,
  order: { name?: Direction; id: Direction } = { id: 'desc' },
) {
  const { name, id } = order
  return {
    take: limit + 1,
    orderBy: [...(name === undefined ? [] : [{ name }]), { id }],
    ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
  }
}

/** Cuts the extra row off and names the cursor of the next page. */
export function toPage<Row extends { id: string }, Item>(
  rows: Row[],
  { limit }: PageRequest,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  return { items: shown.map(present), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
