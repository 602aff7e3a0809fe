import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { ComposeService } from '@fun/compose-model/compose-project'
import type { ConfigurationSet, Job } from '@fun/compose-model/rendered-environment'
import { planStack } from '@fun/reconcile/plan-stack'
import { printPlan } from '@fun/reconcile/print-plan'
import type { WantedStack } from '@fun/reconcile/stack'
import Docker from 'dockerode'
import type { ApplyContext } from '../../../ports.ts'
import { createDockerEngine } from '../docker-engine.ts'
import { baseImage } from './base-image.ts'

/**
 * Answers every GET with $VERSION; ends at once on SIGTERM. With BROKEN set it exits as a bad release would; with FLAPS its heartbeat is right
 * once and then no more; PAGE is the status of every other page.
 */
const server = `use IO::Socket::INET; $| = 1;
if ($ENV{BROKEN}) { print "cannot import the settings\\n"; exit 3 }
$SIG{TERM} = sub { exit 0 };
sleep($ENV{DELAY} // 0);
my $l = IO::Socket::INET->new(LocalPort => 8000, Listen => 50, ReuseAddr => 1) or die $!;
print "serving $ENV{VERSION}\\n";
my $beats = 0; $SIG{PIPE} = "IGNORE";
while (my $c = $l->accept) { my $first; while (<$c>) { $first //= $_; last if /^\\r?\\n/ }
  my $beat = ($first // "") =~ m{^GET /heartbeat};
  my $status = $beat ? ($ENV{FLAPS} && $beats++ ? 500 : $ENV{BEAT} // 200) : ($ENV{PAGE} // 200);
  print "Traceback: the page is broken\\n" if !$beat && $status >= 500;
  print $c "HTTP/1.0 $status OK\\r\\n\\r\\n$ENV{VERSION}"; close $c }`

/**
 * Stands for nginx: sends every request to the upstream that its configuration named when it was last told to read it (HUP). It reads that by
 * sysread: a signal comes in the middle of a request's line, and `local $/` would make that line end with the connection.
 */
const front = `use IO::Socket::INET; use Errno;
my $up; sub load { open my $f, "<", "/live/routes.conf" or die $!; sysread $f, my $t, 65536; ($up) = $t =~ /upstream ([^;\\s]+)/ }
load(); $SIG{HUP} = \\&load; $SIG{TERM} = sub { exit 0 };
my $l = IO::Socket::INET->new(LocalPort => 8080, Listen => 50, ReuseAddr => 1) or die $!;
while (1) { my $c = $l->accept or next; while (<$c>) { last if /^\\r?\\n/ }
  my $s = IO::Socket::INET->new(PeerAddr => $up, Timeout => 5);
  if ($s) { print $s "GET / HTTP/1.0\\r\\n\\r\\n"; print $c $_ while <$s> } else { print $c "HTTP/1.0 502 Bad\\r\\n\\r\\n" } close $c }`

const check = `open F, "<", "/live/routes.conf"; my $t = join "", <F>; if ($t =~ /BAD/) { print "unknown directive BAD\\n"; exit 1 }`

const reload = `open F, "<", "/live/routes.conf"; my $t = join "", <F>; if ($t =~ /STUCK/) { print "cannot load\\n"; exit 1 } kill HUP => 1`

export interface TestStackOptions {
  version?: string
  broken?: boolean
  routesFile?: string
  settings?: string
  jobInputs?: string
  jobCommand?: string
  extraService?: boolean
  /** Asks this page of a new container; `pageStatus` is what it answers. */
  smokePath?: string
  pageStatus?: number
  flaps?: boolean
  /** What the heartbeat answers, always. */
  beatStatus?: number
  /** A service without requests, such as a Celery worker: it follows the switch. */
  follower?: 'well' | 'broken'
  rollout?: 'stop-first'
}

/** A tiny environment on the real engine: `app` (routed, start-first) behind `front` (live configuration), a job, a data volume. */
export class TestStack {
  readonly run = `docker-${randomBytes(4).toString('hex')}`
  readonly project = `fun-test-${randomBytes(4).toString('hex')}`
  readonly engine = createDockerEngine({ readyTimeoutMsMax: 30_000, environmentsFolder: '/tmp/fun-test-environments' })
  readonly docker = new Docker({ socketPath: '/var/run/docker.sock' })
  readonly lines: string[] = []
  readonly completedJobs: Record<string, string> = {}
  readonly phases: string[] = []
  port = 0

  get labels(): Record<string, string> {
    return { 'fun.test-run': this.run }
  }

  async prepare(): Promise<void> {
    this.port = await freePort()
  }

  wanted(options: TestStackOptions = {}): WantedStack {
    const {
      version = 'v1',
      settings = 'a',
      jobInputs = 'inputs1',
      jobCommand = 'cat /configuration/settings; echo "$SECRET"',
    } = options
    const configuration = `configuration-app-${settings}`
    const app: ComposeService = {
      image: baseImage,
      command: ['perl', '-e', server.replaceAll('$', '$$$$')],
      environment: {
        VERSION: version,
        SECRET: '${PASSWORD}',
        ...(options.broken ? { BROKEN: '1' } : {}),
        ...(options.flaps ? { FLAPS: '1' } : {}),
        ...(options.beatStatus === undefined ? {} : { BEAT: String(options.beatStatus) }),
        ...(options.pageStatus === undefined ? {} : { PAGE: String(options.pageStatus) }),
      },
      read_only: true,
      tmpfs: ['/tmp:mode=1777'],
      mem_limit: '128m',
      cap_drop: ['ALL'],
      restart: 'unless-stopped',
      volumes: [
        { type: 'volume', source: configuration, target: '/configuration', read_only: true },
        { type: 'volume', source: 'data', target: '/data' },
      ],
      labels: this.labels,
    }
    const services: Record<string, ComposeService> = {
      app,
      front: this.#front(),
      job: { ...app, command: ['bash', '-c', jobCommand.replaceAll('$', '$$$$')], restart: 'no', profiles: ['jobs'] },
      ...(options.follower === undefined ? {} : { follower: follower(app, version, options.follower) }),
      ...(options.extraService ? { extra: { ...app, command: ['sleep', '1000'], init: true } } : {}),
    }
    const job: Job = {
      name: 'job',
      title: 'A job',
      inputsHash: jobInputs,
      after: [],
      needs: [],
      gates: ['app'],
      uncancellable: false,
      timeoutSeconds: 60,
    }
    return {
      environmentId: 'test',
      revisionId: version,
      rendered: {
        project: {
          name: this.project,
          services,
          networks: { default: { labels: this.labels } },
          volumes: Object.fromEntries(
            [configuration, 'configuration-front', 'data'].map((key) => [key, { labels: this.labels }]),
          ),
        },
        configuration: [appSet(configuration, settings), frontSet(options.routesFile ?? 'upstream app:8000;\n')],
        jobs: [job],
        rollout: { app: 'start-first', follower: 'start-first' },
        secretNames: ['PASSWORD'],
        urls: [],
        heartbeats: [
          {
            service: 'app',
            port: 8000,
            path: '/heartbeat',
            host: 'app',
            ...(options.smokePath === undefined ? {} : { smokePath: options.smokePath }),
          },
        ],
      },
      imageIds: {},
      secretVersions: { PASSWORD: 1 },
      ...(options.rollout === undefined ? {} : { rollout: options.rollout }),
    }
  }

  #front(): ComposeService {
    return {
      image: baseImage,
      command: ['perl', '-e', front.replaceAll('$', '$$$$')],
      volumes: [{ type: 'volume', source: 'configuration-front', target: '/live', read_only: true }],
      ports: [{ target: 8080, published: String(this.port), host_ip: '127.0.0.1', protocol: 'tcp' }],
      healthcheck: {
        test: ['CMD', 'perl', '-MIO::Socket::INET', '-e', 'IO::Socket::INET->new("127.0.0.1:8080") or exit 1'],
        interval: '30s',
        timeout: '5s',
        retries: 3,
      },
      depends_on: { app: { condition: 'service_started' } },
      labels: this.labels,
    }
  }

  async plan(wanted: WantedStack) {
    return planStack(await this.engine.observe(this.project, this.completedJobs, AbortSignal.timeout(30_000)), wanted)
  }

  async planText(wanted: WantedStack): Promise<string> {
    return printPlan(await this.plan(wanted))
  }

  async apply(wanted: WantedStack, change: Partial<ApplyContext> = {}): Promise<void> {
    await this.engine.apply(await this.plan(wanted), wanted, { ...this.context(), ...change })
  }

  context(): ApplyContext {
    return {
      imageReady: async (reference) => {
        const id = await this.engine.imageId(reference, AbortSignal.timeout(10_000))
        if (id === undefined) throw new Error(`no image ${reference}`)
        return id
      },
      secrets: { PASSWORD: 'a $& ${PASSWORD} "secret"' },
      operationId: 'operation-1',
      onAction: async (action, phase) => {
        this.phases.push(`${phase} ${action.kind} ${action.resource}`)
      },
      onJobSucceeded: async (job, inputsHash) => {
        this.completedJobs[job] = inputsHash
      },
      onLine: (_resource, line) => this.lines.push(line),
      signal: AbortSignal.timeout(90_000),
    }
  }

  /** What a visitor gets through the front. */
  async get(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.port}/`, { signal: AbortSignal.timeout(30_000) })
    return `${response.status} ${await response.text()}`
  }

  async containers(): Promise<string[]> {
    const filters = { label: [`com.docker.compose.project=${this.project}`] }
    const listed = await this.docker.listContainers({ all: true, filters })
    return listed
      .map((container) => `${(container.Names[0] ?? '').slice(this.project.length + 2)} ${container.State}`)
      .sort()
  }

  /** Removes everything that carries this run's label. */
  async clean(): Promise<void> {
    const filters = { label: [`fun.test-run=${this.run}`] }
    for (const { Id } of await this.docker.listContainers({ all: true, filters }))
      await this.docker.getContainer(Id).remove({ force: true, v: true })
    for (const { Id } of await this.docker.listNetworks({ filters })) await this.docker.getNetwork(Id).remove()
    const { Volumes } = await this.docker.listVolumes({ filters })
    for (const { Name } of Volumes ?? []) await this.docker.getVolume(Name).remove()
    for (const { Id } of await this.docker.listImages({ filters: JSON.stringify(filters) }))
      await this.docker.getImage(Id).remove({ force: true })
  }
}

function follower(app: ComposeService, version: string, state: 'well' | 'broken'): ComposeService {
  const command = state === 'well' ? 'sleep 1000' : 'echo cannot import the tasks; exit 3'
  return { ...app, init: true, command: ['bash', '-c', command], environment: { VERSION: version } }
}

const appSet = (volume: string, settings: string): ConfigurationSet => ({
  name: 'app',
  placement: { kind: 'immutable', volume },
  files: [
    { path: 'settings', content: `settings ${settings}\n`, mode: 0o644 },
    { path: 'deep/er/file', content: 'x', mode: 0o600 },
  ],
  hash: settings,
})

const frontSet = (content: string): ConfigurationSet => ({
  name: 'front',
  placement: {
    kind: 'live',
    volume: 'configuration-front',
    service: 'front',
    check: ['perl', '-e', check],
    reload: ['perl', '-e', reload],
  },
  files: [{ path: 'routes.conf', content, mode: 0o644 }],
  hash: content,
})

async function freePort(): Promise<number> {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()))
  const address = listener.address()
  await new Promise<void>((resolve) => listener.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
