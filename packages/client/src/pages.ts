/** What every list answers. */
export interface Page<Item> {
  items: readonly Item[]
  nextCursor: string | null
}

/**
 * The items of all pages, one after the other; a page is fetched when it is reached:
 * `for await (const each of allItems((page) => bodyOf(client.rest.GET('/api/v1/environments', { params: { query: page } }))))`.
 */
export async function* allItems<Item>(
  fetchPage: (page: { cursor?: string; limit: number }) => Promise<Page<Item>>,
  limit = 200,
): AsyncGenerator<Item> {
  let cursor: string | null = null
  do {
    const page: Page<Item> = await fetchPage(cursor === null ? { limit } : { cursor, limit })
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}
