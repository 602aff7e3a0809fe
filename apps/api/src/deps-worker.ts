import { join } from 'node:path'
import { createDockerEngine } from './adapters/docker/docker-engine.ts'
import { createGitRepositories } from './adapters/git/git-repositories.ts'
import { createAddressGuard } from './address-guard.ts'
import type { Deps, WorkerDeps } from './deps.ts'

/** The composition root's other half: what only workers have. The API never loads it. */
export function createWorkerDeps(deps: Deps): WorkerDeps {
  const { config } = deps
  return {
    ...deps,
    engine: createDockerEngine({
      ...(config.dockerHost === undefined ? {} : { address: config.dockerHost }),
      environmentsFolder: join(config.dataFolder, 'environments'),
    }),
    git: createGitRepositories({
      mirrorsFolder: join(config.dataFolder, 'mirrors'),
      developmentRoots: config.developmentRoots,
      guard: createAddressGuard(config.outgoingAllow, config.gitPrivateAddresses),
      environment: config.processEnvironment,
      fetchTimeoutMs: 15 * 60_000,
    }),
  }
}
