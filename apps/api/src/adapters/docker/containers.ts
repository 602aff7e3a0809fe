import type { ComposeProject, ComposeService } from '@fun/compose-model/compose-project'
import { labels } from '@fun/reconcile/labels'
import { networkKeys, networkName } from '@fun/reconcile/names'
import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode'
import { aliases } from './create-body.ts'
import { type EngineClient, isStatus, unlessGone } from './engine-client.ts'

/**
 * Creates a container and connects it to its other networks. A container of that name with the same configuration hash is taken as the
 * result of an interrupted run; another one of that name is removed when it does not run, and refused otherwise (409).
 */
export async function createContainer(
  client: EngineClient,
  body: ContainerCreateOptions,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await create(client, body, signal)
  } catch (error) {
    if (!isStatus(error, 409) || body.name === undefined) throw error
    const existing = await inspectContainer(client, body.name, signal)
    if (existing === undefined) return await create(client, body, signal)
    if (isSame(existing, body)) return existing.Id
    if (existing.State.Running) throw error
    await removeContainer(client, existing.Id, signal)
    return await create(client, body, signal)
  }
}

/** Connects a container to all networks of its service but the primary one. Removes it again when that fails. */
export async function connectNetworks(
  client: EngineClient,
  project: ComposeProject,
  service: ComposeService,
  container: { id: string; serviceName: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const key of networkKeys(service).slice(1)) {
      const network = client.docker.getNetwork(networkName(project, key))
      const options = {
        Container: container.id,
        EndpointConfig: { Aliases: aliases(service, key, container.serviceName) },
      }
      await client
        .call(`connect ${container.id} to ${key}`, signal, () => network.connect(options))
        .catch((error: unknown) => {
          if (!isStatus(error, 403)) throw error
        })
    }
  } catch (error) {
    await removeContainer(client, container.id, AbortSignal.timeout(30_000)).catch(() => undefined)
    throw error
  }
}

async function create(client: EngineClient, body: ContainerCreateOptions, signal: AbortSignal): Promise<string> {
  const created = await client.call(`create ${body.name ?? 'a container'}`, signal, (abortSignal, docker) =>
    docker.createContainer({ ...body, abortSignal }),
  )
  return created.id
}

function isSame(existing: ContainerInspectInfo, body: ContainerCreateOptions): boolean {
  const hash = body.Labels?.[labels.configHash]
  return (
    hash !== undefined &&
    existing.Config.Labels[labels.configHash] === hash &&
    existing.Config.Labels[labels.image] === body.Labels?.[labels.image]
  )
}

/** Undefined when there is no such container. */
export async function inspectContainer(
  client: EngineClient,
  idOrName: string,
  signal: AbortSignal,
): Promise<ContainerInspectInfo | undefined> {
  return await unlessGone(
    client.call(`inspect ${idOrName}`, signal, (abortSignal, docker) =>
      docker.getContainer(idOrName).inspect({ abortSignal }),
    ),
  )
}

/** Starts a container; nothing happens when it runs, and a paused one goes on. */
export async function startContainer(client: EngineClient, idOrName: string, signal: AbortSignal): Promise<void> {
  const container = client.docker.getContainer(idOrName)
  try {
    await unlessAlready(client.call(`start ${idOrName}`, signal, (abortSignal) => container.start({ abortSignal })))
  } catch (error) {
    if (!(error instanceof Error) || !/paused container/.test(error.message)) throw error
    await client.call(`resume ${idOrName}`, signal, (abortSignal) => container.unpause({ abortSignal }))
  }
}

/** SIGTERM (or the container's own signal), then SIGKILL after the grace (the container's own when absent). Nothing happens when it is stopped or gone. */
export async function stopContainer(
  client: EngineClient,
  idOrName: string,
  graceSeconds: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const container = client.docker.getContainer(idOrName)
  const timeoutMsMax = (graceSeconds ?? 600) * 1000 + 60_000
  const grace = graceSeconds === undefined ? {} : { t: graceSeconds }
  await unlessGone(
    client.call(`stop ${idOrName}`, signal, (abortSignal) => container.stop({ ...grace, abortSignal }), timeoutMsMax),
  )
}

/** Removes a container with its anonymous volumes. Nothing happens when it is gone or being removed. */
export async function removeContainer(client: EngineClient, idOrName: string, signal: AbortSignal): Promise<void> {
  try {
    await unlessGone(
      client.call(`remove ${idOrName}`, signal, (abortSignal, docker) =>
        docker.getContainer(idOrName).remove({ force: true, v: true, abortSignal }),
      ),
    )
  } catch (error) {
    if (!(isStatus(error, 409) && error instanceof Error && /already in progress/.test(error.message))) throw error
  }
}

async function unlessAlready(promise: Promise<unknown>): Promise<void> {
  try {
    await promise
  } catch (error) {
    if (!isStatus(error, 304)) throw error
  }
}
