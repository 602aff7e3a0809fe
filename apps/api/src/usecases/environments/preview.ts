import { secretRecipe } from '@fun/compose-model/secrets'
import { type EnvironmentSpecification, environmentSpecification } from '@fun/compose-model/specification'
import type { EnvironmentPreview, PreviewEnvironment } from '@fun/contract/new-environment'
import { askWorker } from '../../adapters/queue/questions.ts'
import { CodedError } from '../../errors.ts'
import { type HostState, hostQuestion } from '../../questions/kinds.ts'
import type { UseCaseContext } from '../context.ts'
import { inspectSource } from '../sources/inspect.ts'
import { findPlace, nameTaken } from './place.ts'
import { obstaclesOf } from './preview-obstacles.ts'
import { renderNew } from './preview-render.ts'
import { checkSpecification, checkWorkingTree, publishedPorts } from './specification-checks.ts'

type Inspection = Awaited<ReturnType<typeof inspectSource>>

/**
 * What creating an environment and deploying it would make; makes nothing. Refuses what creating refuses, with the same codes, and beside that a reference
 * that is not there (`unknown-reference`) and a release that nobody names (`release-unknown`). What a worker cannot find out now is said in `unknown`.
 */
export async function previewEnvironment(
  context: UseCaseContext,
  body: PreviewEnvironment,
): Promise<EnvironmentPreview> {
  const { deps } = context
  const stored = checkSpecification(body.specification)
  if (body.workingTree !== undefined) await checkWorkingTree(deps, stored.kind, body.workingTree)
  const { source, host } = await findPlace(deps.store, context, body, stored)
  if ((await deps.store.environment.count({ where: { name: body.name } })) > 0) throw nameTaken(body.name)
  const ports = publishedPorts(stored)
  const lookAt = { project: body.name, ports: ports.map(({ port }) => ({ address: stored.bindAddress, port })) }
  const [tree, seenHost] = await Promise.all([
    look(inspectSource(deps, source.id, body.reference), 'The repository could not be read now'),
    look(askWorker(deps, hostQuestion, lookAt, { host: host.name }), 'The host could not be looked at now'),
  ])
  const [inspection, hostState] = [tree.found, seenHost.found]
  const specification = withRelease(body.specification, inspection)
  const { rendered, compose, plan } = renderNew(deps.config, body, specification, hostState?.variant ?? null)
  const given = new Set(body.secretNames)
  const secrets = rendered.secretNames.map((name) => ({ name, origin: originOf(name, given) }))
  return {
    name: body.name,
    kind: specification.kind,
    release: specification.release,
    isReleaseDetected: stored.release === undefined,
    commit: inspection === undefined ? null : { id: inspection.commit, subject: inspection.commitSubject },
    urls: rendered.urls,
    compose,
    plan,
    secrets,
    obstacles: obstaclesOf({ deps, specification, inspection, hostState, ports, secrets }),
    unknown: [...tree.unknown, ...seenHost.unknown, ...unknownBefore(hostState)],
  }
}

/** What only the first deployment finds out. */
function unknownBefore(hostState: HostState | undefined): string[] {
  const tags = 'Image tags: they are named after the content that they are made from, when it is read.'
  if (hostState?.variant !== null) return [tags]
  return [tags, 'Whether service images are pulled or made here: the first deployment on this host finds out.']
}

interface Looked<Found> {
  found: Found | undefined
  /** Why nothing was found, as a sentence. */
  unknown: string[]
}

/** A reference that is not there is an answer; other refusals mean that nobody could look, and are noted. */
async function look<Found>(looking: Promise<Found>, what: string): Promise<Looked<Found>> {
  try {
    return { found: await looking, unknown: [] }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    if (error.code !== 'unknown-reference') return { found: undefined, unknown: [`${what}: ${error.detail}`] }
    const { code, detail, cure } = error
    throw new CodedError(code, detail, { cure, errors: [{ path: 'reference', message: detail }] })
  }
}

function originOf(name: string, given: ReadonlySet<string>): EnvironmentPreview['secrets'][number]['origin'] {
  if (given.has(name)) return 'given'
  return secretRecipe(name) === undefined ? 'missing' : 'generated'
}

/** The specification with a release: the one it names, else the one that the tree says. Throws `release-unknown`. */
function withRelease(
  sent: PreviewEnvironment['specification'],
  inspection: Inspection | undefined,
): EnvironmentSpecification {
  const release = sent.release ?? inspection?.release
  if (release) return environmentSpecification.parse({ ...sent, release })
  const line = inspection?.releaseLine
  const why =
    inspection === undefined
      ? 'the repository could not be read'
      : line === null
        ? 'its tree does not say'
        : `its tree says “${line}”, which is no release of the catalogue`
  throw new CodedError('release-unknown', `The release cannot be told: ${why}.`, {
    errors: [{ path: 'specification.release', message: 'Choose the release.' }],
  })
}
