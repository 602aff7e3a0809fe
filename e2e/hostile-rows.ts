import pg from 'pg'

const script = '<script>document.title = "taken over"</script><img src=x onerror="document.title = \'taken over\'">'
/** Turns what follows right to left, and never turns it back. Source: Unicode, UAX 9, explicit overrides. */
const override = '\u202e'

/** What an operation, or a person, may have written to harm whoever reads it. */
export const hostile = {
  script,
  /** A line of 5,000,000 characters. */
  long: `begins ${'x'.repeat(4_999_993)}`,
  needle: 'the line after the long one',
  subject: `${override}لوحة المعلّم: ترجمة جديدة`,
}

/** Appends the hostile lines to the log of an operation. */
export async function writeHostileLog(databaseUrl: string, operationId: string): Promise<void> {
  await query(databaseUrl, async (client) => {
    const known = await client.query<{ last: number }>(
      'SELECT max(sequence) AS last FROM "OperationEvent" WHERE "operationId" = $1',
      [operationId],
    )
    const last = known.rows[0]?.last ?? 0
    for (const [index, line] of [hostile.script, hostile.long, hostile.needle].entries())
      await client.query(
        'INSERT INTO "OperationEvent" ("operationId", sequence, type, at, data) VALUES ($1, $2, $3, now(), $4)',
        [operationId, last + index + 1, 'log', JSON.stringify({ step: 'migrate', stream: 'stdout', lines: [line] })],
      )
    await client.query('UPDATE "Operation" SET "eventSequence" = $2 WHERE id = $1', [operationId, last + 3])
  })
}

/** Gives what an environment serves, and all its operations, a commit subject that runs from right to left. */
export async function writeHostileNames(databaseUrl: string, environment: string): Promise<void> {
  await query(databaseUrl, async (client) => {
    const of = 'IN (SELECT id FROM "Environment" WHERE name = $1)'
    await client.query(`UPDATE "Revision" SET "commitSubject" = $2 WHERE "environmentId" ${of}`, [
      environment,
      hostile.subject,
    ])
    await client.query(
      `UPDATE "Operation" SET result = result || jsonb_build_object('commitSubject', $2::text), trigger = $3 WHERE "environmentId" ${of}`,
      [environment, hostile.subject, `owner:${hostile.subject}`],
    )
  })
}

async function query(databaseUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
