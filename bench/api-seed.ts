import pg from 'pg'

/** What is in the database when the API is measured. */
export interface SeedSize {
  environments: number
  operations: number
  stepsPerOperation: number
}

/** What a worker sees of an environment of kind production. */
const services = ['mysql', 'mongodb', 'redis', 'lms', 'cms', 'lms-worker', 'cms-worker', 'nginx'].map((service) => ({
  service,
  containerId: 'c0ffee'.repeat(10),
  containerName: `environment-${service}-1`,
  image: `fun-platform/${service}:c0ffee`,
  state: 'running',
  health: 'healthy',
  startedAt: '2026-11-25T05:00:00.000Z',
  drift: [],
}))

/**
 * Fills a migrated database by SQL: environments of ten sources, each with a serving revision and its share of operations, most of them ended.
 * Ids are UUIDv7 of the time at which a row would have been made, as the API's own are. `renderInput` is one that a worker would have stored.
 */
export async function seedDatabase(databaseUrl: string, size: SeedSize, renderInput: unknown): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query(`INSERT INTO "Source" (id, name, url)
      SELECT uuidv7(), 'source-' || n, 'https://git.example.org/platform-' || n || '.git' FROM generate_series(0, 9) n`)
    await client.query(
      `INSERT INTO "Environment" (id, name, "hostId", "sourceId", reference, specification, "wantedState", "observedState", "observedAt", "updatedAt", "autoDeploy")
      SELECT uuidv7(make_interval(secs => -(100000 + $1::int - n))), 'environment-' || n, (SELECT id FROM "Host" LIMIT 1),
        (SELECT id FROM "Source" WHERE name = 'source-' || n % 10), 'main',
        jsonb_build_object('kind', CASE n % 3 WHEN 0 THEN 'preview' ELSE 'production' END, 'release', 'teak',
          'lms', jsonb_build_object('port', 10000 + 2 * n), 'cms', jsonb_build_object('port', 10001 + 2 * n)),
        'running', jsonb_build_object('health', CASE n % 50 WHEN 0 THEN 'degraded' ELSE 'healthy' END, 'services', $2::jsonb), now(), now(), true
      FROM generate_series(1, $1::int) n`,
      [size.environments, JSON.stringify(services)],
    )
    await client.query(
      `INSERT INTO "Revision" (id, "environmentId", number, commit, "commitSubject", specification, "imageIds", "configurationHash",
        "staticGeneration", "secretVersions", "renderInput", state, "servedAt")
      SELECT uuidv7(), id, 1, md5(name) || 'c0ffee00', 'A change', specification, '{}', md5(name), md5(name), '{}', $1::jsonb, 'serving', now()
      FROM "Environment"`,
      [JSON.stringify(renderInput)],
    )
    await client.query(
      `UPDATE "Environment" SET "servingRevisionId" = r.id FROM "Revision" r WHERE r."environmentId" = "Environment".id`,
    )
    await client.query(
      `INSERT INTO "Operation" (id, kind, state, "environmentId", "hostId", trigger, input, result, "queuedAt", "startedAt", "finishedAt", attempts, "eventSequence")
      SELECT uuidv7(make_interval(secs => -($1::int - n))),
        (CASE n % 10 WHEN 0 THEN 'plan' WHEN 1 THEN 'restart' WHEN 2 THEN 'manage' ELSE 'deploy' END)::"OperationKind",
        (CASE n % 20 WHEN 0 THEN 'failed' WHEN 1 THEN 'superseded' WHEN 2 THEN 'cancelled' ELSE 'succeeded' END)::"OperationState",
        e.id, e."hostId", 'push', '{"reference": "main"}', '{"commit": "c0ffee00", "commitSubject": "A change"}',
        now() - make_interval(secs => $1::int - n), now() - make_interval(secs => $1::int - n - 1), now() - make_interval(secs => $1::int - n - 8), 1, 12
      FROM generate_series(1, $1::int) n JOIN "Environment" e ON e.name = 'environment-' || 1 + n % $2::int`,
      [size.operations, size.environments],
    )
    await client.query(
      `INSERT INTO "OperationStep" ("operationId", key, position, title, state, "startedAt", "finishedAt")
      SELECT id, 'step-' || n, n, 'A step of the operation', 'succeeded', "startedAt", "finishedAt"
      FROM "Operation", generate_series(1, $1::int) n`,
      [size.stepsPerOperation],
    )
    await client.query('COMMIT')
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}
