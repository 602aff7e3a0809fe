import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { Action, Plan } from '@fun/reconcile/plan'
import type { Run } from './run.ts'

interface Group {
  key: string
  title: string
  left: number
  begun: boolean
  failed: string | undefined
}

/** Shows the actions of a plan as steps that a person understands: one per service, per job, and for network, volumes and switch. */
export class ActionSteps {
  readonly #run: Run
  readonly #groups = new Map<string, Group>()
  readonly #keyOfResource = new Map<string, string>()

  constructor(run: Run, plan: Plan, rendered: RenderedEnvironment) {
    this.#run = run
    for (const action of plan.actions) {
      const { key, title } = groupOf(action, rendered)
      const group = this.#groups.get(key) ?? { key, title, left: 0, begun: false, failed: undefined }
      group.left += 1
      this.#groups.set(key, group)
      this.#keyOfResource.set(action.resource, key)
      if (action.kind === 'run-job') this.#keyOfResource.set(action.job, key)
    }
  }

  async declare(): Promise<void> {
    for (const { key, title } of this.#groups.values()) await this.#run.steps.declare(key, title)
  }

  async report(action: Action, rendered: RenderedEnvironment, phase: Phase, detail: string | undefined): Promise<void> {
    const group = this.#groups.get(groupOf(action, rendered).key)
    if (!group) return
    if (phase === 'started') {
      if (group.begun) return
      group.begun = true
      return this.#run.steps.begin(group.key, group.title)
    }
    group.left -= 1
    if (phase === 'failed') {
      if (group.failed !== undefined) return
      group.failed = detail ?? 'failed'
      const state = this.#isOfAnother(group, group.failed) ? 'cancelled' : 'failed'
      return this.#run.steps.end(
        group.key,
        group.title,
        state,
        state === 'failed' ? group.failed : 'another step failed',
      )
    }
    if (group.left > 0 || group.failed !== undefined) return
    if (group.begun) return this.#run.steps.end(group.key, group.title, 'succeeded', detail)
    return this.#run.steps.skip(group.key, group.title, detail ?? '')
  }

  /** Whether a failure names a container of another step: this one was only stopped because of it. */
  #isOfAnother(group: Group, failure: string): boolean {
    const keys = [...this.#keyOfResource].flatMap(([resource, key]) =>
      resource.startsWith('container ') && failure.includes(resource.slice('container '.length)) ? [key] : [],
    )
    return keys.length > 0 && !keys.includes(group.key)
  }

  /** Key of the step that a resource's lines belong to. */
  keyOf(resource: string): string | null {
    return this.#keyOfResource.get(resource) ?? null
  }
}

type Phase = 'started' | 'succeeded' | 'failed' | 'skipped'

const holdStep = { key: 'hold', title: 'Hold requests with a maintenance page' }
const switchStep = { key: 'switch', title: 'Switch traffic to the new containers' }

function groupOf(action: Action, rendered: RenderedEnvironment): { key: string; title: string } {
  switch (action.kind) {
    case 'create-network':
      return { key: 'network', title: 'Network' }
    case 'create-volume':
      return { key: 'volumes', title: 'Volumes' }
    case 'write-configuration':
      return { key: `configuration-${action.set}`, title: `Configuration of ${action.set}` }
    case 'create-container':
    case 'start-container':
    case 'wait-ready':
      return { key: `start-${action.service}`, title: `Start ${action.service}` }
    case 'run-job': {
      const job = rendered.jobs.find((each) => each.name === action.job)
      return { key: `job-${action.job}`, title: job?.title ?? action.job }
    }
    case 'hold-requests':
      return holdStep
    case 'drain':
      return switchStep
    case 'switch-routes':
      return switchStep
    case 'stop-container':
    case 'remove-container':
    case 'remove-volume':
    case 'remove-network':
      return { key: 'retire', title: 'Remove what is replaced' }
  }
}
