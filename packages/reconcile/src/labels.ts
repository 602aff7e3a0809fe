/**
 * Labels on everything that this product makes. The `com.docker.compose.*` ones make a stack visible to `docker compose ls` and `ps`
 * (source: docker/compose, pkg/api/labels.go); the `io.funplatform.*` ones hold what planning compares.
 */
export const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  containerNumber: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  composeConfigHash: 'com.docker.compose.config-hash',
  image: 'com.docker.compose.image',
  dependsOn: 'com.docker.compose.depends_on',
  version: 'com.docker.compose.version',
  workingDirectory: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  environment: 'io.funplatform.environment',
  configHash: 'io.funplatform.config-hash',
  operation: 'io.funplatform.operation',
  /** Canonical JSON of the service as it was wanted when the container was made; secrets are `${NAME}` in it. */
  serviceDefinition: 'io.funplatform.service-definition',
  /** Canonical JSON: version of each secret that the service uses. */
  secretVersions: 'io.funplatform.secret-versions',
  /** Image reference as the service names it; an engine shows only an id once a tag has moved. */
  imageReference: 'io.funplatform.image-reference',
  /** Name of the configuration set that a volume holds. */
  configurationSet: 'io.funplatform.configuration-set',
  /** `immutable` or `live`. */
  configurationPlacement: 'io.funplatform.configuration-placement',
  /** JSON argument vector that makes a running container read its live configuration set again. */
  reload: 'io.funplatform.reload',
} as const
