import { z } from 'zod'

const id = z.uuid()
const at = z.iso.datetime()

/** A part of the platform's image that the serving revision stands on. */
export const servedPart = z
  .object({
    part: z.string(),
    /** Image name and tag; the tag is the hash of what the part is made of. */
    reference: z.string(),
    /** null: no build of it is remembered. */
    imageId: z.string().nullable(),
    /** Whether the deployment that serves it found it made; null for a deployment that built nothing, such as a roll-back. */
    reused: z.boolean().nullable(),
    /** How it came to be; null where that is not remembered. */
    made: z
      .object({
        /** null when it was made for an environment that the caller may not see. */
        operationId: id.nullable(),
        commit: z.string(),
        startedAt: at,
        finishedAt: at,
      })
      .nullable(),
  })
  .meta({
    id: 'ServedPart',
    examples: [
      {
        part: 'code',
        reference: 'fun-platform/openedx-code:9c1185a5c5e9fc54',
        imageId: 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        reused: false,
        made: {
          operationId: '0198c5a2-7b1e-7c3d-9a4f-2b6d8e0f1a35',
          commit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2',
          startedAt: '2026-11-25T10:00:00.000Z',
          finishedAt: '2026-11-25T10:00:08.000Z',
        },
      },
    ],
  })
export type ServedPart = z.infer<typeof servedPart>
