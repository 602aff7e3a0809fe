import { type StoredSpecification, storedSpecification } from '@fun/compose-model/specification'
import { type Environment, environment, health, serviceState } from '@fun/contract/resources'
import { z } from 'zod'
import { presentOperation } from '../operations/present.ts'
import type { EnvironmentRow } from './read.ts'

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
    deployPaths: row.deployPaths,
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
    urls: row.urls,
    currentOperation: operations.findLast((each) => !finalStates.has(each.state)) ?? null,
    lastOperation: operations.find((each) => finalStates.has(each.state)) ?? null,
    createdAt: row.createdAt.toISOString(),
  })
}

/** The stored specification with its defaults. */
export function parseSpecification(stored: unknown): StoredSpecification {
  return storedSpecification.parse(stored)
}
