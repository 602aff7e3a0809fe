import type { Action, Plan } from './plan.ts'

/**
 * One line per action, `[1,2] -> #3 container demo-lms-2, create, image changed …`, then one per mark. The text is test oracle, what a person
 * reads before applying, and the audit record. An empty plan prints as the empty string.
 */
export function printPlan(plan: Pick<Plan, 'actions' | 'marks'>): string {
  const actions = plan.actions.map(
    (action) => `[${action.after.join(',')}] -> #${action.id} ${action.resource}, ${verb(action)}, ${action.cause}`,
  )
  const marks = plan.marks.map((mark) => `! ${mark.kind} ${mark.resource}: ${mark.reason}`)
  return [...actions, ...marks].join('\n')
}

function verb(action: Action): string {
  switch (action.kind) {
    case 'create-network':
    case 'create-volume':
    case 'create-container':
      return 'create'
    case 'remove-network':
    case 'remove-volume':
    case 'remove-container':
      return 'remove'
    case 'write-configuration':
      return action.routes === undefined ? 'write' : `write with routes ${printRoutes(action.routes)}`
    case 'start-container':
      return 'start'
    case 'wait-ready':
      return `wait until ${action.condition}`
    case 'run-job':
      return 'run'
    case 'switch-routes':
      return `switch to ${printRoutes(action.routes)}`
    case 'hold-requests':
      return 'hold requests with a maintenance page'
    case 'drain':
      return `drain ${action.seconds} s`
    case 'stop-container':
      return `stop within ${action.graceSeconds} s`
  }
}

const printRoutes = (routes: Record<string, string>): string =>
  Object.entries(routes)
    .map(([service, container]) => `${service}=${container}`)
    .join(' ')
