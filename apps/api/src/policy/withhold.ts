import { maskedSettings } from '@fun/compose-model/secret-settings'
import type { Environment, Operation, OperationEvent, Problem, Step } from '@fun/contract/resources'
import { mayDo } from './may-do.ts'
import type { Principal } from './principal.ts'

const mask = '[redacted]'
const why = 'What it was given and prints is for those who may run it: environment:manage.'

/** Whether somebody may read what a command of manage.py was given and prints: it can print all data and every secret of the environment. */
const mayReadCommand = (principal: Principal | null, { kind, environment }: Pick<Operation, 'kind' | 'environment'>) =>
  kind !== 'manage' || mayDo(principal, 'environment:manage', environment?.id)

/** An operation as somebody may read it. */
export function operationFor(principal: Principal | null, operation: Operation): Operation {
  if (mayReadCommand(principal, operation)) return operation
  return {
    ...operation,
    problem: operation.problem && problemWithoutCommand(operation.problem),
    steps: operation.steps.map(stepWithoutCommand),
  }
}

/** An event of an operation as somebody may read it; its number stays. */
export function eventFor(
  principal: Principal | null,
  operation: Pick<Operation, 'kind' | 'environment'>,
  event: OperationEvent,
): OperationEvent {
  if (mayReadCommand(principal, operation)) return event
  switch (event.type) {
    case 'state':
      return event.problem ? { ...event, problem: problemWithoutCommand(event.problem) } : event
    case 'step':
      return { ...event, step: stepWithoutCommand(event.step) }
    case 'log':
      return { ...event, lines: [] }
  }
}

/** An environment as somebody may read it: secrets that stand in its settings themselves are for those who may change them. */
export function environmentFor(principal: Principal | null, environment: Environment): Environment {
  const { specification, currentOperation, lastOperation } = environment
  return {
    ...environment,
    specification: mayReadSettings(principal, environment.id)
      ? specification
      : { ...specification, settings: settingsWithoutSecrets(specification.settings, mask) },
    currentOperation: currentOperation && operationFor(principal, currentOperation),
    lastOperation: lastOperation && operationFor(principal, lastOperation),
  }
}

/** Whether somebody may read the settings of an environment as they were written. */
export const mayReadSettings = (principal: Principal | null, environmentId: string): boolean =>
  mayDo(principal, 'environment:write', environmentId)

/** Settings of both systems with `masked` in place of secrets. */
export function settingsWithoutSecrets(
  { lms, cms }: Environment['specification']['settings'],
  masked: string,
): Environment['specification']['settings'] {
  return { lms: maskedSettings(lms, masked), cms: maskedSettings(cms, masked) }
}

function stepWithoutCommand(step: Step): Step {
  return { ...step, title: 'Run a command of manage.py', detail: why }
}

function problemWithoutCommand({ log: _log, cure: _cure, ...problem }: Problem): Problem {
  return { ...problem, detail: `${problem.title}. ${why}` }
}
