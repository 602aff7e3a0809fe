import type { Action, ActionKind, Plan } from '@fun/reconcile/plan'
import type { Succession } from '@fun/reconcile/successions'
import { inspectContainer, removeContainer, startContainer, stopContainer } from './containers.ts'
import { pause } from './engine-client.ts'
import { ConfigurationRefused, ContainerNotReady, EngineUnreachable } from './errors.ts'
import { type ActionInput, runAction, writeConfiguration } from './run-action.ts'
import { waitReady } from './wait-ready.ts'

/** Actions that run at the same time. */
const parallelMax = 8

/** A container that never became ready has nothing to finish; left alone its restart policy would try for ever. */
const unreadyGraceSeconds = 5

/** Time that cleaning up after a failure may take. */
const cleanUpMsMax = 60_000

/** Requests that new containers took before traffic is sent back get this long. */
const undoDrainMs = 2_000

const ends: ReadonlySet<ActionKind> = new Set(['stop-container', 'remove-container', 'remove-volume', 'remove-network'])

/**
 * Carries out a plan's graph; what to do was decided by planning. Actions whose predecessors have ended run in parallel. After a failure or a
 * cancel nothing new begins, uncancellable actions run to their end, others are interrupted; traffic that was switched already is sent back
 * while what served before still runs; new containers that were made beside old ones are removed, and old ones that were only stopped are
 * started, so that the old ones serve as before; a new one without an old one beside it is stopped and kept for inspection. Once traffic is
 * being switched a cancel no longer counts, and what is replaced and cannot be ended is left to the next plan, with a line that says so. A worker that lost its lease begins nothing and undoes nothing. Throws the first failure.
 */
export async function executePlan(plan: Plan, input: Omit<ActionInput, 'isReplaced' | 'onSwitching'>): Promise<void> {
  await new Execution(plan, input).run()
}

class Execution {
  readonly #plan: Plan
  readonly #input: ActionInput
  readonly #done = new Set<number>()
  readonly #begun = new Set<number>()
  readonly #running = new Map<number, Promise<void>>()
  readonly #interrupt = new AbortController()
  readonly #unready = new Set<string>()
  #switching = false
  /** By live set: from before its owner gets new routes, because a failure may come when it has loaded them. */
  readonly #undos = new Map<string, () => Promise<void>>()
  #sentBack = false
  #failure: { error: unknown } | undefined

  constructor(plan: Plan, input: Omit<ActionInput, 'isReplaced' | 'onSwitching'>) {
    this.#plan = plan
    const created = new Set(
      plan.actions.flatMap((action) => (action.kind === 'create-container' ? [action.service] : [])),
    )
    this.#input = {
      ...input,
      isReplaced: (service) => created.has(service),
      onSwitching: (set, undo) => {
        this.#undos.set(set, undo)
      },
    }
  }

  async run(): Promise<void> {
    const { signal } = this.#input.context
    const onAbort = () => {
      if (!this.#switching || isNamed(signal.reason, 'LeaseLost')) this.#fail(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    try {
      await this.#runGraph()
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    if (this.#failure === undefined) return
    await this.#reportSkipped()
    await this.#putBack(this.#failure.error)
    throw this.#failure.error
  }

  async #runGraph(): Promise<void> {
    for (;;) {
      if (this.#failure === undefined) for (const action of this.#next()) this.#begin(action)
      if (this.#running.size === 0) return
      await Promise.race(this.#running.values())
    }
  }

  #next(): Action[] {
    const free = parallelMax - this.#running.size
    return this.#plan.actions
      .filter((action) => !this.#begun.has(action.id) && action.after.every((id) => this.#done.has(id)))
      .slice(0, Math.max(0, free))
  }

  #begin(action: Action): void {
    this.#begun.add(action.id)
    const running = this.#carryOut(action).finally(() => this.#running.delete(action.id))
    this.#running.set(action.id, running)
  }

  /** Never rejects: a failure is kept for the end. */
  async #carryOut(action: Action): Promise<void> {
    const { context } = this.#input
    try {
      await context.onAction(action, 'started')
      if (this.#failure !== undefined) return await context.onAction(action, 'skipped')
      if (isSwitch(action)) this.#switching = true
      await runAction(this.#input, action, this.#signalOf(action))
      this.#done.add(action.id)
      if (isSwitch(action)) this.#endSwitch()
      await context.onAction(action, 'succeeded')
    } catch (error) {
      if (this.#isHousekeeping(action, error)) return await this.#leave(action, error)
      if (isSwitch(action)) this.#switching = false
      // The owner goes on with what it had.
      if (error instanceof ConfigurationRefused && isSwitch(action)) this.#undos.delete(action.set)
      if (error instanceof ContainerNotReady && action.kind === 'wait-ready') this.#unready.add(action.containerName)
      this.#fail(error)
      const detail = error instanceof Error ? error.message : String(error)
      await context.onAction(action, 'failed', detail).catch(() => undefined)
    }
  }

  /**
   * Ends what was replaced, and nothing but other ends waits for it: that it failed takes nothing from what serves. An engine that is away
   * and a lost lease stay failures, because the operation goes on.
   */
  #isHousekeeping(action: Action, error: unknown): boolean {
    if (this.#failure !== undefined || error instanceof EngineUnreachable || isNamed(error, 'LeaseLost')) return false
    return this.#endsOnly(action)
  }

  #endsOnly(action: Action): boolean {
    const waiting = this.#plan.actions.filter((other) => other.after.includes(action.id))
    return ends.has(action.kind) && waiting.every((other) => this.#endsOnly(other))
  }

  /** What could not be ended stays for the next plan. */
  async #leave(action: Action, error: unknown): Promise<void> {
    const { context } = this.#input
    const detail = `left for the next plan: ${error instanceof Error ? error.message : String(error)}`
    this.#done.add(action.id)
    context.onLine(action.resource, detail)
    await context.onAction(action, 'skipped', detail).catch((failure: unknown) => this.#fail(failure))
  }

  /** Without a running owner nobody was sent anywhere: a cancel goes on to count, also one that came meanwhile. */
  #endSwitch(): void {
    if (this.#undos.size > 0) return
    this.#switching = false
    const { signal } = this.#input.context
    if (signal.aborted) this.#fail(signal.reason)
  }

  /** Actions that leave something to mend when they are cut are not interrupted; nor is anything once traffic is being switched. */
  #signalOf(action: Action): AbortSignal {
    const whole = (action.kind === 'run-job' && action.uncancellable) || isSwitch(action)
    return whole ? new AbortController().signal : this.#interrupt.signal
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = { error }
    this.#interrupt.abort(error)
  }

  async #reportSkipped(): Promise<void> {
    for (const action of this.#plan.actions) {
      if (!this.#begun.has(action.id)) await this.#input.context.onAction(action, 'skipped').catch(() => undefined)
    }
  }

  /**
   * What served before serves again, as far as it is still there. An engine that is away is left as it is: the operation will go on. So is
   * the stack of a worker that lost its lease, because another one works on it already, and of one that stops after an earlier attempt has
   * switched, because the next one goes on.
   */
  async #putBack(failure: unknown): Promise<void> {
    const { reason } = this.#input.context.signal
    if (failure instanceof EngineUnreachable) return
    if (isNamed(failure, 'LeaseLost') || isNamed(reason, 'LeaseLost')) return
    if (isNamed(reason, 'WorkerStops') && this.#routesBefore().length > 0) return
    const madeWay = this.#madeWay()
    if (madeWay.length === 0) await this.#sendBack()
    await this.#removeNew(new Set(madeWay.map((action) => action.service)))
    if (madeWay.length === 0) return
    await Promise.all(madeWay.map((old) => this.#startAgain(old).catch(() => undefined)))
    await this.#sendBack()
  }

  async #startAgain({ containerId, service }: { containerId: string; service: string }): Promise<void> {
    const { client, wanted } = this.#input
    const signal = AbortSignal.timeout(cleanUpMsMax)
    await startContainer(client, containerId, signal)
    const heartbeats = wanted.rendered.heartbeats.filter((heartbeat) => heartbeat.service === service)
    if (heartbeats.length === 0) return
    await waitReady(client, { containerName: containerId, service, heartbeats, timeoutMsMax: cleanUpMsMax }, signal)
  }

  /** Stops of old containers that only made way for their successors; none of them once what is replaced is being removed. */
  #madeWay(): Array<{ containerId: string; service: string }> {
    const made = this.#plan.actions.filter((action) => action.kind === 'stop-container')
    const begun = [
      ...made.filter((stop) => this.#begun.has(stop.id) && this.#makesWay(stop)),
      ...this.#halfMade().flatMap(({ service, stopFirst, predecessor: { containerId, runs } }) =>
        stopFirst && !runs ? [{ containerId, service }] : [],
      ),
    ]
    const ending = this.#plan.actions.some(
      (action) =>
        action.kind === 'remove-container' &&
        this.#begun.has(action.id) &&
        begun.some((stop) => stop.containerId === action.containerId),
    )
    return ending ? [] : begun
  }

  #makesWay(stop: Action): boolean {
    return this.#plan.actions.some((action) => action.kind === 'start-container' && action.after.includes(stop.id))
  }

  /** What an earlier attempt made beside what served before: it never became ready, or requests go, or are sent back, to its predecessor. */
  #halfMade(): Succession[] {
    const isReady = (name: string) =>
      this.#plan.actions.some(
        (each) => each.kind === 'wait-ready' && each.containerName === name && this.#done.has(each.id),
      )
    return this.#plan.resumed.successions.filter(({ containerName, runs, traffic }) => {
      if (traffic === 'predecessor' || this.#routesBefore().length > 0) return true
      if (traffic === 'successor') return false
      return this.#unready.has(containerName) || !(runs || isReady(containerName))
    })
  }

  /** By live set; nothing when no earlier attempt can have switched. */
  #routesBefore(): Array<[string, Record<string, string>]> {
    return this.#input.context.pastSwitch === true ? Object.entries(this.#plan.resumed.routesBefore) : []
  }

  /** Traffic goes to where it went before, unless what served then is ending. */
  async #sendBack(): Promise<void> {
    const before = this.#routesBefore()
    const routes = [...this.#plan.actions.map(routesOf), ...before.map(([, each]) => each)]
    const routed = new Set(routes.flatMap((each) => Object.keys(each)))
    const ending = this.#plan.actions.some(
      (action) =>
        action.kind === 'stop-container' &&
        routed.has(action.service) &&
        this.#begun.has(action.id) &&
        !this.#makesWay(action),
    )
    if ((this.#undos.size === 0 && before.length === 0) || ending) return
    try {
      for (const [set, undo] of this.#undos) {
        await undo()
        this.#undos.delete(set)
      }
      for (const [set, each] of before) await this.#sendTo(set, each)
      this.#sentBack = true
      await pause(undoDrainMs, AbortSignal.timeout(cleanUpMsMax))
    } catch {
      // The new containers keep the traffic, and stay.
    }
  }

  /** Undoes the switch of an earlier attempt. Throws when what served before it does not run any more. */
  async #sendTo(set: string, routes: Record<string, string>): Promise<void> {
    const signal = AbortSignal.timeout(cleanUpMsMax)
    for (const { service, predecessor } of this.#plan.resumed.successions) {
      if (routes[service] === predecessor.containerName && !(await this.#runs(predecessor.containerId, signal)))
        throw new Error(`${predecessor.containerName} does not run any more`)
    }
    await writeConfiguration({ ...this.#input, onSwitching: () => undefined }, set, routes, signal)
  }

  async #removeNew(makesRoom: ReadonlySet<string>): Promise<void> {
    const { client } = this.#input
    const signal = AbortSignal.timeout(cleanUpMsMax)
    for (const { service, containerName } of this.#made()) {
      const besideOld = makesRoom.has(service)
      if (this.#isRouted(containerName) && !besideOld) continue
      if (besideOld || (await this.#oldServes(service, signal)))
        await removeContainer(client, containerName, signal).catch(() => undefined)
      else if (this.#unready.has(containerName))
        await stopContainer(client, containerName, unreadyGraceSeconds, signal).catch(() => undefined)
    }
  }

  /** Containers that this attempt or an earlier one made for what is not to be. */
  #made(): Array<{ service: string; containerName: string }> {
    const created = this.#plan.actions.filter((action) => action.kind === 'create-container')
    return [...created.filter((action) => this.#begun.has(action.id)), ...this.#halfMade()]
  }

  #isRouted(containerName: string): boolean {
    if (this.#sentBack) return false
    const earlier = this.#routesBefore().length > 0
    const isGiven = ({ traffic, containerName: name }: Succession) => traffic !== 'none' && name === containerName
    if (earlier && this.#plan.resumed.successions.some(isGiven)) return true
    return this.#plan.actions.some(
      (action) => this.#mayRoute(action) && Object.values(routesOf(action)).includes(containerName),
    )
  }

  /** An action that failed, too, may have been heard by the owner. */
  #mayRoute(action: Action): boolean {
    return this.#done.has(action.id) || (isSwitch(action) && this.#undos.has(action.set))
  }

  /** True when a container that the plan wanted to replace, or that an earlier attempt stopped, runs. */
  async #oldServes(service: string, signal: AbortSignal): Promise<boolean> {
    const stops = this.#plan.actions.filter((action) => action.kind === 'stop-container')
    const olds = [...stops, ...this.#plan.resumed.successions.map((each) => ({ ...each, ...each.predecessor }))]
    for (const old of olds) if (old.service === service && (await this.#runs(old.containerId, signal))) return true
    return false
  }

  async #runs(containerId: string, signal: AbortSignal): Promise<boolean> {
    const info = await inspectContainer(this.#input.client, containerId, signal).catch(() => undefined)
    return info?.State.Running === true
  }
}

/** Why an operation stops, by name: this adapter knows nothing of operations. */
const isNamed = (reason: unknown, name: 'LeaseLost' | 'WorkerStops'): boolean =>
  reason instanceof Error && reason.name === name

/** Gives a live set to its owner, and with it routes. */
function isSwitch(action: Action): action is Extract<Action, { kind: 'switch-routes' | 'write-configuration' }> {
  return action.kind === 'switch-routes' || (action.kind === 'write-configuration' && action.routes !== undefined)
}

const routesOf = (action: Action): Record<string, string> => (isSwitch(action) ? (action.routes ?? {}) : {})
