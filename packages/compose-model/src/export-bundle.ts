import { stringify } from 'yaml'
import type { ComposeMount, ComposeProject, ComposeService } from './compose-project.ts'
import { printCompose } from './compose-yaml.ts'
import type { ConfigurationSet, Job, RenderedEnvironment } from './rendered-environment.ts'

/** A file of the bundle; `path` is relative, `mode` are permission bits. */
export interface BundleFile {
  path: string
  content: string
  mode: number
}

/**
 * A folder that runs the environment with plain `docker compose`, without this product: compose.yaml, the configuration it mounts,
 * a `.env` to fill in and a README. `placeholders` says what stands in `.env` for each secret; a real secret never belongs there.
 */
export function exportBundle(rendered: RenderedEnvironment, placeholders: Record<string, string>): BundleFile[] {
  const project = bundleProject(rendered)
  return [
    { path: 'compose.yaml', content: printCompose(project), mode: 0o644 },
    { path: '.env', content: environmentFile(rendered.secretNames, placeholders), mode: 0o600 },
    { path: 'README.md', content: readme(rendered), mode: 0o644 },
    ...rendered.configuration.flatMap((set) =>
      set.files.map(({ path, content, mode }) => ({ path: `configuration/${set.name}/${path}`, content, mode })),
    ),
  ]
}

/** Configuration volumes become folders of the bundle, and services wait for the jobs that must come before them. */
function bundleProject({ project, configuration, jobs }: RenderedEnvironment): ComposeProject {
  const sets = new Map(configuration.map((set) => [volumeOf(set), `./configuration/${set.name}`]))
  const mount = (item: ComposeMount): ComposeMount => {
    const source = sets.get(item.source)
    return source === undefined ? item : { type: 'bind', source, target: item.target, read_only: true }
  }
  const services = Object.entries(project.services).map(([name, service]): [string, ComposeService] => {
    const dependencies = { ...service.depends_on, ...dependenciesOnJobs(name, jobs) }
    return [
      name,
      {
        ...service,
        ...(service.volumes ? { volumes: service.volumes.map(mount) } : {}),
        ...(Object.keys(dependencies).length > 0 ? { depends_on: dependencies } : {}),
      },
    ]
  })
  return {
    ...project,
    services: Object.fromEntries(services),
    volumes: Object.fromEntries(Object.entries(project.volumes).filter(([key]) => !sets.has(key))),
  }
}

/** What a mount names when it mounts the set: a volume, or the host's folder. */
function volumeOf({ placement }: ConfigurationSet): string {
  return placement.kind === 'host-folder' ? placement.path : placement.volume
}

type Dependencies = NonNullable<ComposeService['depends_on']>

function dependenciesOnJobs(name: string, jobs: Job[]): Dependencies {
  const own = jobs.find((job) => job.name === name)
  if (own) {
    return {
      ...Object.fromEntries(own.needs.map((service) => [service, { condition: 'service_healthy' as const }])),
      ...Object.fromEntries(own.after.map((job) => [job, { condition: 'service_completed_successfully' as const }])),
    }
  }
  // Not required: a plain `up` leaves the jobs out, and starts what was prepared before.
  return Object.fromEntries(
    jobs
      .filter((job) => job.gates.includes(name))
      .map((job) => [job.name, { condition: 'service_completed_successfully' as const, required: false }]),
  )
}

function environmentFile(names: readonly string[], placeholders: Record<string, string>): string {
  const lines = names.map((name) => `${name}='${(placeholders[name] ?? 'change-me').replaceAll("'", '')}'`)
  return ['# Values of the secrets. Keep this file to yourself.', ...lines, ''].join('\n')
}

function readme({ project, jobs, urls, secretNames }: RenderedEnvironment): string {
  const keys = secretNames.filter((name) => name.includes('JWK'))
  return `# ${project.name}

An Open edX environment as a Compose project, exported by FUN Platform. It needs Docker Compose 2.20 or newer and the images
that compose.yaml names.

1. Fill in \`.env\`.${
    keys.length > 0
      ? ` \`JWT_PRIVATE_SIGNING_JWK\` is an RSA private key as JSON Web Key, on one line, with p, q, dp, dq and qi;
   \`JWT_PUBLIC_SIGNING_JWK_SET\` is \`{"keys": […]}\` with its public half. The other values are any long random text.`
      : ''
  }
2. Start everything, with the one-off jobs first (minutes on an empty database):

       docker compose --profile jobs up --detach

   Compose waits for each job before it starts what needs it. One by one it is:

${jobs.map(({ name, title }) => `       docker compose --profile jobs run --rm ${name}    # ${title}`).join('\n')}
       docker compose up --detach

3. Afterwards \`docker compose up --detach\` and \`docker compose down\` start and stop it. \`down --volumes\` removes its data.

${stringify(Object.fromEntries(urls.map(({ description, url }) => [description, url])))
  .trimEnd()
  .split('\n')
  .map((line) => `- ${line}`)
  .join('\n')}
`
}
