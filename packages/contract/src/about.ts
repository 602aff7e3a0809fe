import { z } from 'zod'

/** What this installation is made of, and what changed with its versions. */
export const about = z
  .object({
    /** Commit of the portal's own repository; null where it does not run from one. */
    commit: z.string().nullable(),
    /** When this API process started. */
    startedAt: z.iso.datetime(),
    versions: z.object({ node: z.string(), postgresql: z.string(), redis: z.string().nullable() }),
    /** The newest migration of the database. */
    schema: z.string().nullable(),
    /** Newest first, as CHANGELOG.md has it; texts are Markdown of one line. */
    changes: z.array(
      z.object({
        version: z.string(),
        groups: z.array(z.object({ title: z.string(), items: z.array(z.string()) })),
      }),
    ),
  })
  .meta({
    id: 'About',
    examples: [
      {
        commit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2',
        startedAt: '2026-11-25T10:00:00.000Z',
        versions: { node: '24.21.0', postgresql: '18.1', redis: '7.0.15' },
        schema: '20261125090000_notifications',
        changes: [
          { version: 'Unreleased', groups: [{ title: 'Added', items: ['Branches are read from the repository'] }] },
        ],
      },
    ],
  })
export type About = z.infer<typeof about>
