import type { ContainerEngine } from '../../ports.ts'
import { buildImage } from './build.ts'
import { followChanges } from './changes.ts'
import { containersUsage } from './container-usage.ts'
import { destroyStack } from './destroy.ts'
import { createEngineClient } from './engine-client.ts'
import { engineInfo } from './engine-info.ts'
import { engineMemory } from './engine-memory.ts'
import { execOutput } from './exec-output.ts'
import { executePlan } from './execute-plan.ts'
import { releaseRequests } from './hold-requests.ts'
import { hostUsage } from './host-usage.ts'
import { imageId, imageLabels, importImage, pullImage } from './images.ts'
import { changeLifecycle } from './lifecycle.ts'
import { followLogs } from './logs.ts'
import { observeContainers, observeStack } from './observe.ts'
import { removeOneOffs, runOneOff } from './one-off.ts'
import { probeHttp } from './probe.ts'
import { publishedPorts } from './published-ports.ts'
import { engineStorage, imagesInUse, partImages, removeImage, renameImage, trimBuildCache } from './storage.ts'
import { openTerminal } from './terminal.ts'
import { endTerminal } from './terminal-processes.ts'

export interface DockerEngineOptions {
  /** Socket path, `unix://…`, `tcp://host:port` or `https://host:port`; /var/run/docker.sock when absent. */
  address?: string
  /**
   * Absolute folder whose `<project>/compose.yaml` Compose's labels name, so that a person finds the rendered project. Default:
   * /var/lib/fun-platform/environments.
   */
  environmentsFolder?: string
  /** How long a container may take to become ready, in milliseconds; 10 minutes when absent. */
  readyTimeoutMsMax?: number
}

/** The Docker engine behind the port. Does not connect: every method throws EngineUnreachable while the engine is away. */
export function createDockerEngine(options: DockerEngineOptions = {}): ContainerEngine {
  const { environmentsFolder = '/var/lib/fun-platform/environments', readyTimeoutMsMax = 600_000 } = options
  const client = createEngineClient(options.address === undefined ? {} : { address: options.address })
  return {
    info: (signal) => engineInfo(client, signal),
    containerUsage: (containerIds, signal) => containersUsage(client, containerIds, signal),
    hostUsage: () => hostUsage(client),
    memory: (containerIds, signal) => engineMemory(client, containerIds, signal),
    containers: (project, signal) => observeContainers(client, project, signal),
    followChanges: (onOpen, onChange, signal) => followChanges(client, onOpen, onChange, signal),
    observe: (project, completedJobs, signal) => observeStack(client, project, completedJobs, signal),
    apply: (plan, wanted, context) =>
      executePlan(plan, { client, wanted, context, environmentsFolder, readyTimeoutMsMax }),
    imageId: (reference, signal) => imageId(client, reference, signal),
    imageLabels: (reference, signal) => imageLabels(client, reference, signal),
    build: (input, signal) => buildImage(client, input, signal),
    pull: (reference, onProgress, signal) => pullImage(client, reference, onProgress, signal),
    importImage: (tar, reference, signal) => importImage(client, tar, reference, signal),
    runOneOff: (input, signal) => runOneOff(client, input, signal),
    lifecycle: (project, verb, services, onLine, signal) =>
      changeLifecycle(client, { project, verb, services, readyTimeoutMsMax }, onLine, signal),
    destroy: (project, removeData, onLine, signal) => destroyStack(client, project, removeData, onLine, signal),
    output: (containerId, command, onChunk, signal) => execOutput(client, containerId, command, onChunk, signal),
    openTerminal: (containerId, input, signal) => openTerminal(client, containerId, input, signal),
    endTerminal: (containerId, terminal, signal) => endTerminal(client, containerId, terminal, signal),
    releaseRequests: (project, signal) => releaseRequests(client, project, signal),
    removeOneOffs: (operationId, signal) => removeOneOffs(client, operationId, signal),
    logs: (containerId, logOptions, onLine, signal) => followLogs(client, containerId, logOptions, onLine, signal),
    probeHttp: (containerId, url, signal) => probeHttp(client, containerId, url, signal),
    partImages: (signal) => partImages(client, signal),
    imagesInUse: (signal) => imagesInUse(client, signal),
    renameImage: (from, to, signal) => renameImage(client, from, to, signal),
    removeImage: (reference, signal) => removeImage(client, reference, signal),
    trimBuildCache: (bytesMax, signal) => trimBuildCache(client, bytesMax, signal),
    storage: (signal) => engineStorage(client, signal),
    publishedPorts: (signal) => publishedPorts(client, signal),
  }
}
