import { type EnvironmentKind, environmentName, storedSpecification } from '@fun/compose-model/specification'
import { createSource, type Environment, type Problem } from '@fun/contract/resources'
import { type Draft, problemsOf, type Specification } from './specification-draft.ts'

/** What a person has chosen for an environment that does not exist yet. */
export type NewEnvironment = Draft & {
  name: string
  /** Name of an existing source; null: the one described in `newSource`. */
  source: string | null
  newSource: { name: string; url: string; user: string; password: string }
  workingTree: string
  /** Values of secrets that the specification names, such as passwords of servers elsewhere. */
  secrets: Readonly<Record<string, string>>
}

/** A choice with which everything works: the ports are the first pairs that no known environment takes. */
export function startNewEnvironment(known: readonly Environment[], sources: readonly string[]): NewEnvironment {
  return {
    name: '',
    source: sources[0] ?? null,
    newSource: { name: 'platform', url: '', user: '', password: '' },
    reference: 'main',
    autoDeploy: true,
    workingTree: '',
    secrets: {},
    specification: withFreePorts(storedSpecification.parse({ kind: 'production' }), known),
  }
}

/** The same specification on ports that no known environment publishes. */
export function withFreePorts(specification: Specification, known: readonly Environment[]): Specification {
  const taken = new Set(known.flatMap((each) => portsOf(each.specification)))
  let offset = 0
  while (portsOf(shifted(specification, offset)).some((port) => taken.has(port))) offset += 100
  return shifted(specification, offset)
}

function shifted({ lms, cms, ...rest }: Specification, offset: number): Specification {
  return {
    ...rest,
    lms: { ...lms, port: 8073 + offset, developmentPort: 8072 + offset },
    cms: { ...cms, port: 8083 + offset, developmentPort: 8082 + offset },
  }
}

/** Ports that a specification publishes on its host. */
export function portsOf({ kind, lms, cms }: Specification): number[] {
  const ports = [...new Set([lms.port, cms.port])]
  return kind === 'development' ? [...ports, lms.developmentPort, cms.developmentPort] : ports
}

/** Another kind with what belongs to it: pushes deploy what is not developed by hand. */
export function ofKind(choice: NewEnvironment, kind: EnvironmentKind): NewEnvironment {
  return { ...choice, autoDeploy: kind !== 'development', specification: { ...choice.specification, kind } }
}

/** What is wrong with a choice, by field; `portTakenBy` says whose a taken port is. */
export function problemsOfNew(
  choice: NewEnvironment,
  known: readonly Environment[],
  words: { required: string; nameTaken: string; portTakenBy: (name: string) => string },
): ReadonlyMap<string, string> {
  const found = new Map(problemsOf(choice))
  const name = environmentName.safeParse(choice.name)
  if (choice.name === '') found.set('name', words.required)
  else if (!name.success) found.set('name', name.error.issues[0]?.message ?? words.required)
  else if (known.some((each) => each.name === choice.name)) found.set('name', words.nameTaken)
  if (choice.source === null) {
    const source = createSource.safeParse({ name: choice.newSource.name, url: choice.newSource.url })
    if (!source.success)
      for (const issue of source.error.issues) found.set(`newSource.${issue.path.join('.')}`, issue.message)
  }
  for (const [path, port] of [
    ['lms.port', choice.specification.lms.port],
    ['cms.port', choice.specification.cms.port],
  ] as const) {
    const owner = known.find((each) => portsOf(each.specification).includes(port))
    if (owner !== undefined && !found.has(path)) found.set(path, words.portTakenBy(owner.name))
  }
  return found
}

/** Body that names the repository which the form describes. */
export function sourceRequestOf({ name, url, user, password }: NewEnvironment['newSource']) {
  return { name, url: url.trim(), ...(password === '' ? {} : { credentials: { user, password } }) }
}

/** Bodies of the calls that make it; `source` null: the source is there already. */
export function requestsOf(choice: NewEnvironment) {
  const { newSource } = choice
  const source = choice.source === null ? sourceRequestOf(newSource) : null
  const isDevelopment = choice.specification.kind === 'development'
  const named = secretsNamedBy(choice.specification)
  const secrets = Object.fromEntries(
    Object.entries(choice.secrets).filter(([name, value]) => named.has(name) && value !== ''),
  )
  return {
    source,
    environment: {
      name: choice.name,
      source: choice.source ?? newSource.name,
      reference: choice.reference.trim(),
      autoDeploy: choice.autoDeploy,
      specification: choice.specification,
      ...(isDevelopment && choice.workingTree.trim() !== '' ? { workingTree: choice.workingTree.trim() } : {}),
      ...(Object.keys(secrets).length > 0 ? { secrets } : {}),
    },
  }
}

/** Body of the call that shows what it would make: which secrets are given, never their values. */
export function previewRequestOf(choice: NewEnvironment) {
  const { secrets = {}, ...rest } = requestsOf(choice).environment
  return { ...rest, secretNames: Object.keys(secrets) }
}

function secretsNamedBy({ mysql, mongodb, cache, broker }: Specification): Set<string> {
  const services = [mysql, mongodb, cache.service, broker.service]
  return new Set(services.flatMap((each) => (each.mode === 'external' ? (each.passwordSecret ?? []) : [])))
}

/** Problems of a refusal by the paths that the form's fields have. */
export function problemsOfRefusal(refused: Pick<Problem, 'errors'>): ReadonlyMap<string, string> {
  return new Map((refused.errors ?? []).map(({ path, message }) => [path.replace(/^specification\./, ''), message]))
}

const megabyte = 1_000_000
// Measured on a real platform after some use: a web server with two processes 500–660 MB, a Celery process 350 MB.
const webBytes = { base: 250 * megabyte, process: 175 * megabyte }
const celeryProcessBytes = 350 * megabyte
/** Not measured: what a MySQL and a MongoDB with little data usually take. */
const databaseBytes = { mysql: 500 * megabyte, mongodb: 300 * megabyte }

/** Memory that an environment will take, roughly. */
export function memoryEstimateBytes({ lms, cms, workers, mysql, mongodb }: Specification): number {
  const web = 2 * webBytes.base + (lms.gunicornWorkers + cms.gunicornWorkers) * webBytes.process
  const background = (workers.lms + workers.cms) * workers.concurrency * celeryProcessBytes
  const databases =
    (mysql.mode === 'container' ? databaseBytes.mysql : 0) + (mongodb.mode === 'container' ? databaseBytes.mongodb : 0)
  return web + background + databases
}

/** Services that it will have. */
export function servicesOf({ mysql, mongodb, cache, broker, workers }: Specification): string[] {
  const own = (name: string, mode: 'container' | 'external') => (mode === 'container' ? [name] : [])
  const queues = new Set([...own(cache.kind, cache.service.mode), ...own(broker.kind, broker.service.mode)])
  return [
    'nginx',
    'lms',
    'cms',
    ...(workers.lms > 0 ? ['lms-worker'] : []),
    ...(workers.cms > 0 ? ['cms-worker'] : []),
    ...own('mysql', mysql.mode),
    ...own('mongodb', mongodb.mode),
    ...queues,
  ]
}
