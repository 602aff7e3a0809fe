import { z } from 'zod'

/** Name of a secret: also the environment variable that containers read it from, and the placeholder `${NAME}` in settings. */
export const secretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'Use up to 64 upper-case letters, digits and underscores, starting with a letter.')

/** Shorter values could not be told from ordinary words, and so not be kept out of logs. */
export const secretValue = z
  .string()
  .min(6, 'Use at least 6 characters: a shorter value cannot be kept out of logs.')
  .max(16_384)
  .refine((value) => !value.includes('\u0000'), 'An environment variable cannot hold the character NUL.')

/** A secret of an environment. Its value is never shown. */
export const secret = z
  .object({
    name: secretName,
    /** `generated`: the product makes and needs it; `own`: somebody set it. */
    kind: z.enum(['generated', 'own']),
    /** null: something names it, and it has no value; a deploy would fail. */
    version: z.int().nullable(),
    /** The version that the serving revision was deployed with; null when none. */
    servingVersion: z.int().nullable(),
    createdAt: z.iso.datetime().nullable(),
    /** Kept versions, newest first. */
    versions: z.array(z.object({ version: z.int(), createdAt: z.iso.datetime(), createdBy: z.string() })),
    /** Containers that are given it. */
    services: z.array(z.string()),
    /** Settings that name it, such as `lms.EMAIL_HOST_PASSWORD`. */
    settings: z.array(z.string()),
  })
  .meta({
    id: 'Secret',
    examples: [
      {
        name: 'EMAIL_HOST_PASSWORD',
        kind: 'own',
        version: 2,
        servingVersion: 1,
        createdAt: '2026-11-25T10:00:00.000Z',
        versions: [
          { version: 2, createdAt: '2026-11-25T12:00:00.000Z', createdBy: 'user:somebody@example.org' },
          { version: 1, createdAt: '2026-11-25T10:00:00.000Z', createdBy: 'user:somebody@example.org' },
        ],
        services: ['cms', 'cms-worker', 'lms', 'lms-worker'],
        settings: ['lms.EMAIL_HOST_PASSWORD'],
      },
    ],
  })
export type Secret = z.infer<typeof secret>

export const setSecretRequest = z
  .strictObject({ value: secretValue })
  .meta({ id: 'SetSecretRequest', examples: [{ value: 'correct horse battery staple' }] })
