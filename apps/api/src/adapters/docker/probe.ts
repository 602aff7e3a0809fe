import type { EngineClient } from './engine-client.ts'
import { isStatus } from './engine-client.ts'
import { exec } from './exec.ts'

export interface ProbeUrl {
  port: number
  path: string
  /** Sent as the Host header. */
  host: string
}

export interface ProbeOrder {
  port: number
  /** How long a server that refuses connections is waited for, from inside; 0: one attempt. */
  waitSeconds: number
  /** Asked one after the other, with a pause in between. */
  requests: Array<{ path: string; host: string }>
}

/** One request may take so long: the first page of a new process is compiled for it. */
const requestSecondsMax = 30
/** Between two requests of one order: what fails only now and then is given the time to show it. */
const pauseSeconds = 0.15

/** Waits inside the container for the port, so that neither a process nor a call is spent on looking while the server still imports. */
const python = `import http.client, sys, time
port, end = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
first = True
for path, host in zip(sys.argv[3::2], sys.argv[4::2]):
    if not first:
        time.sleep(${pauseSeconds})
    while True:
        try:
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=${requestSecondsMax})
            c.request("GET", path, headers={"Host": host, "User-Agent": "fun-platform-probe"})
            status = c.getresponse().status
        except ConnectionRefusedError:
            if first and time.monotonic() < end:
                time.sleep(0.05)
                continue
            status = 0
        except Exception:
            status = 0
        break
    first = False
    print(status, flush=True)
    if status == 0:
        break
`

/** perl-base, which every Debian image has, knows no Time::HiRes. */
const perl = `use IO::Socket::INET; $| = 1;
my ($port, $wait, @asks) = @ARGV;
my ($end, $first) = (time + $wait, 1);
while (my ($path, $host) = splice(@asks, 0, 2)) {
  select(undef, undef, undef, ${pauseSeconds}) if !$first;
  my $s;
  select(undef, undef, undef, 0.05) while !($s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => ${requestSecondsMax})) && $first && time < $end;
  $first = 0;
  if (!$s) { print "0\\n"; exit }
  local $SIG{ALRM} = sub { print "0\\n"; exit }; alarm ${requestSecondsMax};
  local $SIG{PIPE} = 'IGNORE';
  print $s "GET $path HTTP/1.0\\r\\nHost: $host\\r\\nUser-Agent: fun-platform-probe\\r\\n\\r\\n";
  my $status = (<$s> // "") =~ m{^HTTP/\\S+ (\\d+)} ? $1 : 0;
  alarm 0;
  print "$status\\n";
  exit if !$status;
}
`

/** HTTP clients that an image may have, in the order in which they are tried. Each prints one status a line, or 0. */
const clients: Array<(order: ProbeOrder) => string[]> = [
  // -I -S: nothing of the platform's own paths and packages is looked at.
  (order) => ['python3', '-I', '-S', '-c', python, ...scriptArguments(order)],
  (order) => ['perl', '-e', perl, ...scriptArguments(order)],
  ({ port, requests }) => [
    'curl',
    ...requests.flatMap(({ path, host }, index) => [
      ...(index === 0 ? [] : ['--next']),
      ...['-s', '-o', '/dev/null', '-m', String(requestSecondsMax), '-w', '%{http_code}\\n'],
      ...['-H', `Host: ${host}`, `http://127.0.0.1:${port}${path}`],
    ]),
  ],
]

const scriptArguments = ({ port, waitSeconds, requests }: ProbeOrder): string[] => [
  String(port),
  String(waitSeconds),
  ...requests.flatMap(({ path, host }) => [path, host]),
]

/** Client that answered last, by container: the others are not tried again. */
const known = new Map<string, number>()

/**
 * Statuses of GETs from inside a container, in their order; the list ends with the first 0 (nothing answers). Throws EngineRefused when the
 * container does not run, and RangeError when its image has none of the clients.
 */
export async function askHttp(
  client: EngineClient,
  containerId: string,
  order: ProbeOrder,
  signal: AbortSignal,
): Promise<number[]> {
  for (let index = known.get(containerId) ?? 0; index < clients.length; index += 1) {
    const argv = clients[index]
    if (argv === undefined) break
    const timeoutMsMax = (order.waitSeconds + order.requests.length * (requestSecondsMax + 1) + 15) * 1000
    const result = await attempt(client, containerId, argv(order), timeoutMsMax, signal)
    if (result === undefined) continue
    known.set(containerId, index)
    if (known.size > 1000) known.clear()
    return result
  }
  throw new RangeError('no HTTP client (python3, perl or curl) in the container')
}

/** Status of one GET from inside a container, or 0 when nothing answers there. Throws as `askHttp` does. */
export async function probeHttp(
  client: EngineClient,
  containerId: string,
  { port, path, host }: ProbeUrl,
  signal: AbortSignal,
): Promise<number> {
  const [status = 0] = await askHttp(client, containerId, { port, waitSeconds: 0, requests: [{ path, host }] }, signal)
  return status
}

async function attempt(
  client: EngineClient,
  containerId: string,
  argv: string[],
  timeoutMsMax: number,
  signal: AbortSignal,
): Promise<number[] | undefined> {
  try {
    const { exitCode, output } = await exec(client, containerId, argv, signal, timeoutMsMax)
    if (exitCode === 126 || exitCode === 127) return undefined
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    return lines.map(Number).filter((status) => Number.isInteger(status))
  } catch (error) {
    if (isStatus(error, 400) && error instanceof Error && /not found|no such file/i.test(error.message))
      return undefined
    throw error
  }
}
