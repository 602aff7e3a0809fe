import type { EngineClient } from './engine-client.ts'
import { isStatus } from './engine-client.ts'
import { exec } from './exec.ts'

export interface ProbeUrl {
  port: number
  path: string
  /** Sent as the Host header. */
  host: string
}

const python = `import http.client, sys
try:
    c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=10)
    c.request("GET", sys.argv[2], headers={"Host": sys.argv[3], "User-Agent": "fun-platform-probe"})
    print(c.getresponse().status)
except Exception:
    print(0)
`

const perl = `use IO::Socket::INET;
my ($port, $path, $host) = @ARGV;
my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 10) or do { print 0; exit };
$SIG{ALRM} = sub { print 0; exit }; alarm 10;
print $s "GET $path HTTP/1.0\\r\\nHost: $host\\r\\nUser-Agent: fun-platform-probe\\r\\n\\r\\n";
print((<$s> // "") =~ m{^HTTP/\\S+ (\\d+)} ? $1 : 0);
`

/** HTTP clients that an image may have, in the order in which they are tried. Each prints the status, or 0. */
const clients: Array<(url: ProbeUrl) => string[]> = [
  (url) => ['python3', '-c', python, String(url.port), url.path, url.host],
  (url) => ['perl', '-e', perl, String(url.port), url.path, url.host],
  (url) => [
    'curl',
    '-s',
    '-o',
    '/dev/null',
    '-m',
    '10',
    '-w',
    '%{http_code}',
    '-H',
    `Host: ${url.host}`,
    `http://127.0.0.1:${url.port}${url.path}`,
  ],
]

/** Client that answered last, by container: the others are not tried again. */
const known = new Map<string, number>()

/**
 * Status of a GET from inside a container, or 0 when nothing answers there. Throws EngineRefused when the container does not run, and
 * RangeError when its image has none of the clients.
 */
export async function probeHttp(
  client: EngineClient,
  containerId: string,
  url: ProbeUrl,
  signal: AbortSignal,
): Promise<number> {
  for (let index = known.get(containerId) ?? 0; index < clients.length; index += 1) {
    const argv = clients[index]
    if (argv === undefined) break
    const result = await attempt(client, containerId, argv(url), signal)
    if (result === undefined) continue
    known.set(containerId, index)
    if (known.size > 1000) known.clear()
    return result
  }
  throw new RangeError('no HTTP client (python3, perl or curl) in the container')
}

async function attempt(
  client: EngineClient,
  containerId: string,
  argv: string[],
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { exitCode, output } = await exec(client, containerId, argv, signal, 15_000)
    if (exitCode === 126 || exitCode === 127) return undefined
    const status = Number(output.trim().split('\n').at(-1))
    return Number.isInteger(status) ? status : 0
  } catch (error) {
    if (isStatus(error, 400) && error instanceof Error && /not found|no such file/i.test(error.message))
      return undefined
    throw error
  }
}
