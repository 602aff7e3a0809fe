import { randomBytes, randomUUID } from 'node:crypto'
import { sampleInput } from '@fun/compose-model/sample-input'
import { environmentSpecification } from '@fun/compose-model/specification'
import pg from 'pg'

/** A fleet in the database, without an engine: what the portal's screens are looked at and measured with. */
export interface SeededFleet {
  /** Name of an environment whose deployment runs. */
  running: string
  /** Name of one that serves. */
  serving: string
  runningOperation: string
  failedOperation: string
}

const healths = ['healthy', 'healthy', 'healthy', 'degraded', 'failed', 'stopped', 'starting'] as const
const subjects = [
  'Courses: the outline keeps its place after a save',
  'Fix: certificates are dated in the learner’s zone',
  'Upgrade Django to 5.2.8',
  'لوحة المعلّم: ترجمة جديدة',
  'Discussions: a thread that was moved keeps its votes, its followers and the place where each of them had stopped reading',
]
const services = ['nginx', 'lms', 'cms', 'lms-worker', 'cms-worker', 'mysql', 'mongodb', 'redis']

/** Writes `count` environments with revisions, operations, steps and log lines. */
export async function seedFleet(databaseUrl: string, count: number): Promise<SeededFleet> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    // A worker or the API has made the host's row already.
    const engine = { version: '27.3.1', apiVersion: '1.47', memoryBytes: 33_000_000_000, cpus: 8 }
    const hosts = await client.query<{ id: string }>(
      `INSERT INTO "Host" (id, name, endpoint, "observedState", "observedAt") VALUES ($1, 'local', '/var/run/docker.sock', $2, now())
       ON CONFLICT (name) DO UPDATE SET "observedState" = $2, "observedAt" = now() RETURNING id`,
      [randomUUID(), JSON.stringify(engine)],
    )
    const host = hosts.rows[0]?.id ?? ''
    const source = await insert(client, 'Source', {
      id: randomUUID(),
      name: 'platform',
      url: 'https://git.example.org/edx-platform.git',
      lastPolledAt: minutesAgo(2),
    })
    const fleet: SeededFleet = { running: '', serving: '', runningOperation: '', failedOperation: '' }
    for (let index = 0; index < count; index += 1) await seedEnvironment(client, { host, source, index, fleet })
    await seedSamples(client)
    return fleet
  } finally {
    await client.end()
  }
}

/** Two hours of measurements for every environment but each tenth, with a quarter of an hour in which nobody looked. */
async function seedSamples(client: pg.Client): Promise<void> {
  const minutes = `generate_series(date_trunc('minute', now() AT TIME ZONE 'UTC') - interval '2 hours',
    date_trunc('minute', now() AT TIME ZONE 'UTC') - interval '1 minute', interval '1 minute') AS at`
  await client.query(
    `INSERT INTO "ServiceSample" ("environmentId", at, seconds, service, "cpuCores", "memoryBytes", "receivedBytes", "sentBytes", "readBytes", "writtenBytes",
       "tasksWaiting", requests, errors, "responsesByTime")
     SELECT environment.id, at, 60, service, wave * (1 + weight) / 12, (1 + wave / 8) * (1 + weight) * 1.1e8, wave * 90000 * weight, wave * 240000 * weight,
       CASE WHEN service IN ('mysql', 'mongodb') THEN wave * 40000 ELSE 0 END, CASE WHEN service IN ('mysql', 'mongodb') THEN wave * 70000 ELSE 0 END,
       CASE WHEN service LIKE '%-worker' THEN floor(wave * 3) END,
       CASE WHEN service IN ('lms', 'cms') THEN (wave * 60 * weight)::int END, CASE WHEN service IN ('lms', 'cms') THEN (wave * weight / 3)::int END,
       CASE WHEN service IN ('lms', 'cms') THEN ARRAY[0, 0, 0, 10, 20 + (wave * 8)::int, 10, 3, 1] ELSE '{}'::int[] END
     FROM (SELECT id, row_number() OVER (ORDER BY name) AS number FROM "Environment") AS environment,
       unnest($1::text[]) WITH ORDINALITY AS listed(service, place), ${minutes},
       LATERAL (SELECT 1.6 + sin(extract(epoch FROM at) / 900 + number) + sin(extract(epoch FROM at) / 170 + place) / 2 AS wave, 9 - place AS weight) AS shape
     WHERE number % 10 <> 5 AND at NOT BETWEEN (now() AT TIME ZONE 'UTC') - interval '50 minutes' AND (now() AT TIME ZONE 'UTC') - interval '35 minutes'`,
    [services],
  )
  await client.query(
    `INSERT INTO "HostSample" ("hostId", at, seconds, "cpuCores", "memoryBytes", "receivedBytes", "sentBytes", "readBytes", "writtenBytes", "diskFreeBytes",
       "operationsQueued", "operationsRunning")
     SELECT "Host".id, at, 60, 3 + 2 * sin(extract(epoch FROM at) / 900), 2.1e10, 2e6, 5e6, 4e6, 9e6, 8.1e10, 1, 2 FROM "Host", ${minutes}`,
  )
}

type Place = { host: string; source: string; index: number; fleet: SeededFleet }

async function seedEnvironment(client: pg.Client, { host, source, index, fleet }: Place): Promise<void> {
  const health = healths[index % healths.length] ?? 'healthy'
  const names = ['staging', 'production', 'preview-mfe-discussions-17', 'campus']
  const name = index < names.length ? (names[index] ?? '') : `environment-${String(index).padStart(3, '0')}`
  const kind = index % 3 === 2 ? 'preview' : 'production'
  const specification = environmentSpecification.parse({
    kind,
    release: index % 4 === 3 ? 'redwood' : 'teak',
    lms: { host: `${name}.example.org`, port: 10_000 + index * 2 },
    cms: { host: `studio.${name}.example.org`, port: 10_001 + index * 2 },
    platformName: index % 2 === 0 ? 'Open edX' : 'Campus',
  })
  const id = await insert(client, 'Environment', {
    id: randomUUID(),
    name,
    hostId: host,
    sourceId: source,
    reference: index % 5 === 0 ? 'release/teak' : 'main',
    specification: JSON.stringify(specification),
    wantedState: 'running',
    observedState: JSON.stringify({ health, services: services.map((each) => containerOf(name, each, health)) }),
    observedAt: minutesAgo(0.2),
    updatedAt: minutesAgo(1),
  })
  const revisionIds: string[] = []
  for (let number = 1; number <= 3; number += 1) {
    const revisionId = await insert(client, 'Revision', {
      id: randomUUID(),
      environmentId: id,
      number,
      commit: commitOf(),
      commitSubject: subjects[(index + number) % subjects.length] ?? '',
      specification: JSON.stringify(specification),
      imageIds: '{}',
      imageParts: JSON.stringify(Object.fromEntries(parts.map((part) => [part, tagOf(part, index)]))),
      configurationHash: commitOf(),
      staticGeneration: commitOf().slice(0, 16),
      secretVersions: '{}',
      renderInput: JSON.stringify({ ...sampleInput(specification), name }),
      state: number === 3 ? 'serving' : 'superseded',
      servedAt: minutesAgo(60 * 24 * (4 - number) + index),
    })
    revisionIds.push(revisionId)
    const minutes = 60 * 24 * (4 - number) + index
    const deployed = await seedOperation(client, { environmentId: id, host, state: 'succeeded', minutes, revisionId })
    // Those that people look at.
    if (index < names.length) await seedBuilds(client, { operationId: deployed, source, index, number, minutes })
  }
  await client.query('UPDATE "Environment" SET "servingRevisionId" = $1 WHERE id = $2', [revisionIds.at(-1), id])
  if (health === 'failed' || health === 'degraded') {
    const failed = await seedOperation(client, { environmentId: id, host, state: 'failed', minutes: 12 + index })
    if (fleet.failedOperation === '') fleet.failedOperation = failed
  }
  if (index % 9 === 1) {
    const running = await seedOperation(client, { environmentId: id, host, state: 'running', minutes: 1.5 })
    if (fleet.running === '') {
      fleet.running = name
      fleet.runningOperation = running
    }
  }
  if (index % 9 === 2) await seedOperation(client, { environmentId: id, host, state: 'queued', minutes: 1 })
  if (fleet.serving === '') fleet.serving = name
}

const containerOf = (name: string, service: string, health: string) => ({
  service,
  containerId: commitOf(),
  containerName: `${name}-${service}-1`,
  image: service.startsWith('lms') || service.startsWith('cms') ? `fun/openedx-code:${commitOf()}` : `${service}:8.4`,
  state: health === 'stopped' ? 'exited' : 'running',
  health: health === 'stopped' ? 'stopped' : service === 'lms' || service === 'mysql' ? health : 'healthy',
  startedAt: new Date(Date.now() - 3_600_000).toISOString(),
  drift: service === 'lms' && health === 'degraded' ? ['its memory limit is 2 GB instead of 4 GB'] : [],
})

/** Parts of the image, in the order in which they are built, with the seconds that each takes. */
const partSeconds = { runtime: 95, python: 410, node: 62, assets: 120, code: 8 }
const parts = Object.keys(partSeconds)
const tagOf = (part: string, index: number) =>
  `fun-platform/openedx-${part}:${String(index).repeat(4)}c0ffee${part.length}0123`

type BuildsOf = { operationId: string; source: string; index: number; number: number; minutes: number }

/** The first deployment makes every part, later ones the code alone; the newest of all has one that nobody remembers. */
async function seedBuilds(client: pg.Client, { operationId, source, index, number, minutes }: BuildsOf): Promise<void> {
  let begun = minutes
  const commit = commitOf()
  for (const [part, seconds] of Object.entries(partSeconds)) {
    if (number === 3 && part === 'assets') continue
    const reused = number > 1 && part !== 'code'
    await insert(client, 'Build', {
      id: timeOrderedId(begun),
      sourceId: source,
      operationId,
      commit,
      part,
      key: commitOf(),
      reference: tagOf(part, index),
      imageId: `sha256:${commitOf()}`,
      reused,
      startedAt: minutesAgo(begun),
      finishedAt: minutesAgo(begun - (reused ? 0 : seconds / 60)),
    })
    begun -= reused ? 0.01 : seconds / 60
  }
}

type OperationRow = {
  revisionId?: string
  environmentId: string
  host: string
  state: 'succeeded' | 'failed' | 'running' | 'queued'
  minutes: number
}

const stepTitles = [
  ['resolve', 'Fetch release/teak'],
  ['build-python', 'Python packages'],
  ['build-code', 'Code'],
  ['plan', 'Plan'],
  ['migrate', 'Migrations of the LMS'],
  ['switch', 'Point nginx at the new containers'],
] as const

async function seedOperation(client: pg.Client, row: OperationRow): Promise<string> {
  const { environmentId, host, state, minutes, revisionId = null } = row
  const problem = {
    type: 'about:blank',
    title: 'A migration failed',
    status: 422,
    code: 'job-failed',
    detail: 'manage.py lms migrate ended with exit code 1: the table courseware_studentmodule is locked.',
    cure: 'Look at the log above, end what holds the lock, and deploy again. The old containers keep serving.',
    log: [
      '  Applying courseware.0019_index...',
      "django.db.utils.OperationalError: (1205, 'Lock wait timeout exceeded')",
    ],
  }
  const isOver = state === 'succeeded' || state === 'failed'
  const id = await insert(client, 'Operation', {
    id: timeOrderedId(minutes),
    kind: 'deploy',
    state,
    environmentId,
    revisionId,
    hostId: host,
    trigger: state === 'failed' ? 'webhook platform' : 'user:marie.curie@example.org',
    input: '{}',
    result: JSON.stringify(
      state === 'queued' ? {} : { commit: commitOf(), commitSubject: subjects[0], plan: planText, revision: 3 },
    ),
    problem: state === 'failed' ? JSON.stringify(problem) : null,
    waitingFor: state === 'queued' ? 'Two operations run on this host already; it is the next.' : null,
    attempts: state === 'queued' ? 0 : 1,
    eventSequence: state === 'queued' ? 0 : 40,
    queuedAt: minutesAgo(minutes + 0.1),
    startedAt: state === 'queued' ? null : minutesAgo(minutes),
    finishedAt: isOver ? minutesAgo(minutes - 1.4) : null,
  })
  if (state === 'queued') return id
  const failedAt = state === 'failed' ? 4 : state === 'running' ? 2 : stepTitles.length
  for (const [position, [key, title]] of stepTitles.entries()) {
    const isDone = position < failedAt
    const isCurrent = position === failedAt
    await insert(
      client,
      'OperationStep',
      {
        operationId: id,
        key,
        position,
        title,
        state: isDone ? 'succeeded' : isCurrent ? (state === 'failed' ? 'failed' : 'running') : 'pending',
        detail: key === 'build-python' ? 'reused: requirements are the same' : '',
        startedAt: isDone || isCurrent ? minutesAgo(minutes - position * 0.2) : null,
        finishedAt: isDone || (isCurrent && state === 'failed') ? minutesAgo(minutes - position * 0.2 - 0.2) : null,
      },
      false,
    )
  }
  for (let sequence = 1; sequence <= 40; sequence += 1)
    await insert(
      client,
      'OperationEvent',
      {
        operationId: id,
        sequence,
        type: 'log',
        at: minutesAgo(minutes - sequence * 0.02),
        data: JSON.stringify({
          step: sequence < 20 ? 'build-code' : 'migrate',
          stream: 'stdout',
          lines: [lineOf(sequence)],
        }),
      },
      false,
    )
  return id
}

function lineOf(sequence: number): string {
  if (sequence === 12) return '\u001b[33mWARNING\u001b[0m: 3 packages are newer than the lock file'
  if (sequence === 30) return '<script>alert(document.title)</script> is written as it is'
  if (sequence === 35)
    return '\u001b[1;31mERROR\u001b[0m django.db.utils.OperationalError: (1205, Lock wait timeout exceeded)'
  return `#${sequence} [code ${sequence}/40] COPY --from=tree . /openedx/edx-platform`
}

const planText = `Plan for staging: 4 actions, no downtime
  create   lms-2        because the image of lms changed
  create   cms-2        because the image of cms changed
  reload   nginx        because its upstreams changed
  stop     lms-1, cms-1 because nothing is routed to them any more
`

/** A UUID of version 7: newer operations have greater ids. Source: RFC 9562, 5.7. */
function timeOrderedId(minutes: number): string {
  const moment = (Date.now() - Math.round(minutes * 60_000)).toString(16).padStart(12, '0')
  const random = randomBytes(9).toString('hex')
  return `${moment.slice(0, 8)}-${moment.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`
}

const commitOf = () => randomBytes(20).toString('hex')
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function insert(client: pg.Client, table: string, row: Record<string, unknown>, hasId = true): Promise<string> {
  const columns = Object.keys(row)
  const places = columns.map((_, index) => `$${index + 1}`)
  const names = columns.map((each) => `"${each}"`).join(', ')
  await client.query(`INSERT INTO "${table}" (${names}) VALUES (${places.join(', ')})`, Object.values(row))
  return hasId ? String(row.id) : ''
}
