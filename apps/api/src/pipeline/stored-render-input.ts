import type { RenderInput } from '@fun/compose-model/render-input'
import { z } from 'zod'

const stored = z.custom<RenderInput>(
  (value) => typeof value === 'object' && value !== null && 'specification' in value && 'images' in value,
)

/** The RenderInput of a revision. The worker wrote it from this very type. Throws ZodError for anything else. */
export function storedRenderInput(value: unknown): RenderInput {
  return stored.parse(value)
}
