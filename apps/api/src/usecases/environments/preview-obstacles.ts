import { buildable, releaseOf } from '@fun/compose-model/release-catalogue'
import type { EnvironmentSpecification } from '@fun/compose-model/specification'
import type { EnvironmentPreview, SourceInspection } from '@fun/contract/new-environment'
import type { Deps } from '../../deps.ts'
import { availablePythons } from '../../pipeline/available-pythons.ts'
import type { HostState } from '../../questions/kinds.ts'

type Obstacle = EnvironmentPreview['obstacles'][number]

interface Facts {
  deps: Deps
  specification: EnvironmentSpecification
  inspection: SourceInspection | undefined
  hostState: HostState | undefined
  ports: ReadonlyArray<{ path: string; port: number }>
  secrets: EnvironmentPreview['secrets']
}

/** What the first deployment would be refused for, under the codes that it ends with then. */
export function obstaclesOf(facts: Facts): Obstacle[] {
  return [...ofTree(facts), ...ofRelease(facts), ...ofHost(facts), ...ofSecrets(facts)]
}

function ofTree({ inspection }: Facts): Obstacle[] {
  if (inspection === undefined || inspection.missing.length === 0) return []
  const { commit, missing } = inspection
  return [
    {
      code: 'not-a-platform',
      path: 'reference',
      detail: `Commit ${commit.slice(0, 10)} has no ${missing.join(', no ')}: it is no tree of the Open edX platform.`,
      cure: 'Choose another branch, or another repository.',
    },
  ]
}

function ofRelease({ deps, specification, hostState }: Facts): Obstacle[] {
  const verdict = buildable(
    releaseOf(specification.release),
    availablePythons(hostState?.variant ?? deps.config.images),
  )
  if (verdict.buildable) return []
  return [
    {
      code: 'release-not-buildable',
      path: 'specification.release',
      detail: verdict.reason,
      cure: 'Choose a maintained release, or an installation whose base images have that Python.',
    },
  ]
}

function ofHost({ specification, hostState, ports }: Facts): Obstacle[] {
  if (hostState === undefined) return []
  const { foreign, heldPorts } = hostState
  const taken = heldPorts.map(
    ({ port, holder }): Obstacle => ({
      code: 'port-taken',
      path: ports.find((each) => each.port === port)?.path ?? null,
      detail: `Port ${port} on ${specification.bindAddress} is held by ${holder}.`,
      cure: 'Choose another port, or stop what holds it.',
    }),
  )
  if (foreign.length === 0) return taken
  return [
    ...taken,
    {
      code: 'project-taken',
      path: 'name',
      detail: `The engine has a Compose project of this name with ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ' …' : ''}.`,
      cure: 'Choose another name, or remove those containers and volumes yourself.',
    },
  ]
}

function ofSecrets({ secrets }: Facts): Obstacle[] {
  return secrets
    .filter(({ origin }) => origin === 'missing')
    .map(({ name }) => ({
      code: 'secret-missing',
      path: `secrets.${name}`,
      detail: `The secret ${name} has no value.`,
      cure: 'Give it with the environment, or set it before the first deployment.',
    }))
}
