import { z } from 'zod'
import { callApi } from './api-client.ts'

/** Every item of a list that is short by nature, read to its end. Throws what `callApi` throws. */
export async function readWhole<T>(item: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T[]> {
  const answer = z.object({ items: z.array(item), nextCursor: z.string().nullable() })
  const all: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) })
    const read: z.infer<typeof answer> = await callApi(answer, `${path}?${query}`, { signal })
    all.push(...read.items)
    cursor = read.nextCursor
  }
  return all
}
