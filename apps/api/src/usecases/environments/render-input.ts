import type { RenderInput } from '@fun/compose-model/render-input'
import { z } from 'zod'

/** The RenderInput that the worker stored with a revision; it wrote it from this very type. */
export function renderInputOf(stored: unknown): RenderInput {
  return z
    .custom<RenderInput>((value) => typeof value === 'object' && value !== null && 'specification' in value)
    .parse(stored)
}
