import type { ComposeMount, ComposePort, ComposeService } from '../compose-project.ts'
import { nginxConfigurationPath } from '../nginx/nginx-conf.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { configurationMount } from './openedx.ts'
import { healthcheck, longRunning } from './service-defaults.ts'

/** Perl is in every Debian image, a client is not. */
const ask =
  'my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:8099", Timeout => 5) or exit 1; print $s "GET /health HTTP/1.0\\r\\n\\r\\n"; exit((<$s> // "") =~ / 200 / ? 0 : 1)'

/** The one door of a production environment: static files, uploads, and the LMS and CMS behind. */
export function nginxService(context: RenderContext, configuration: ConfigurationSet): ComposeService {
  const { specification, layout, addresses } = context
  const volumes: ComposeMount[] = [
    configurationMount(configuration, nginxConfigurationPath),
    { type: 'volume', source: 'media', target: '/openedx/media', read_only: true, volume: { nocopy: true } },
    ...(layout.kind === 'production'
      ? [
          {
            type: 'volume' as const,
            source: 'static',
            target: '/openedx/static',
            read_only: true,
            volume: { nocopy: true },
          },
        ]
      : []),
  ]
  const ports = [...new Set([specification.lms.port, specification.cms.port])].map(
    (port): ComposePort => ({
      target: port,
      published: String(port),
      host_ip: specification.bindAddress,
      protocol: 'tcp',
    }),
  )
  const hosts = [specification.lms.host, specification.cms.host].filter((host) => host !== 'localhost')
  const aliases = [...new Set(['nginx', ...(addresses.samePort ? ['studio.nginx'] : []), ...hosts])]
  return {
    ...longRunning('nginx', '30s'),
    image: context.input.images.nginx.reference,
    command: ['nginx', '-c', `${nginxConfigurationPath}/nginx.conf`, '-g', 'daemon off;'],
    user: '101:101',
    read_only: true,
    cap_drop: ['ALL'],
    tmpfs: ['/tmp:mode=1777'],
    volumes,
    ports,
    networks: { default: { aliases } },
    healthcheck: healthcheck(['CMD', 'perl', '-MIO::Socket::INET', '-e', ask], '10s'),
    stop_signal: 'SIGQUIT',
  }
}
