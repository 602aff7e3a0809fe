import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderInput } from '@fun/compose-model/render-input'
import { type StoredSpecification, storedSpecification } from '@fun/compose-model/specification'
import { type Environment, environment, health, serviceState } from '@fun/contract/resources'
import { z } from 'zod'
import { presentOperation } from '../operations/present.ts'
import type { EnvironmentRow } from './load.ts'

const observed = z.object({ health, services: z.array(serviceState) })
const finalStates = new Set(['succeeded', 'failed', 'cancelled', 'superseded'])

/** An environment as the contract has it: what is stored, what a worker saw, what runs now. */
export function presentEnvironment(row: EnvironmentRow): Environment {
  const state = observed.safeParse(row.observedState).data ?? { health: 'unknown', services: [] }
  const specification = parseSpecification(row.specification)
  const operations = row.operations.map(presentOperation)
  const serving = row.servingRevision
  return environment.parse({
    id: row.id,
    name: row.name,
    kind: specification.kind,
    release: specification.release ?? null,
    reference: row.reference,
    source: row.source,
    host: row.host,
    specification,
    workingTree: row.workingTree,
    autoDeploy: row.autoDeploy,
    health: state.health,
    services: state.services,
    observedAt: row.observedAt?.toISOString() ?? null,
    serving:
      serving === null
        ? null
        : {
            revisionId: serving.id,
            number: serving.number,
            commit: serving.commit,
            commitSubject: serving.commitSubject,
            servedAt: serving.servedAt?.toISOString() ?? null,
          },
    heldCommit: row.heldCommit,
    urls: serving === null ? [] : urlsOf(serving),
    currentOperation: operations.findLast((each) => !finalStates.has(each.state)) ?? null,
    lastOperation: operations.find((each) => finalStates.has(each.state)) ?? null,
    createdAt: row.createdAt.toISOString(),
  })
}

const urlsMax = 1_000
const knownUrls = new Map<string, Environment['urls']>()

/** URLs of a serving revision. Rendering takes milliseconds, and lists and streams ask for every environment again and again. */
function urlsOf({ id, servedAt, renderInput }: NonNullable<EnvironmentRow['servingRevision']>): Environment['urls'] {
  const key = `${id} ${servedAt?.toISOString() ?? ''}`
  const known = knownUrls.get(key)
  if (known !== undefined) return known
  const { urls } = renderEnvironment(renderInputOf(renderInput))
  if (knownUrls.size >= urlsMax) knownUrls.clear()
  knownUrls.set(key, urls)
  return urls
}

/** The stored specification with its defaults. */
export function parseSpecification(stored: unknown): StoredSpecification {
  return storedSpecification.parse(stored)
}

/** The RenderInput that the worker stored with a revision; it wrote it from this very type. */
export function renderInputOf(stored: unknown): RenderInput {
  return z
    .custom<RenderInput>((value) => typeof value === 'object' && value !== null && 'specification' in value)
    .parse(stored)
}
