import type { RenderContext } from '../render-context.ts'
import { accessLogFormats } from './access-log.ts'
import { heldAnswer, maintenanceFile } from './maintenance.ts'

/** Folder of the set in the container; nginx is started with `-c` on the file in it. */
export const nginxConfigurationPath = '/etc/nginx/fun'

const preamble = `# Rendered by FUN Platform.
worker_processes auto;
pid /tmp/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  types { application/javascript mjs; }
  types_hash_max_size 4096;
${accessLogFormats}
  client_body_temp_path /tmp/client-body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server_tokens off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 65;
  server_names_hash_bucket_size 128;
  gzip on;
  gzip_vary on;
  gzip_proxied any;
  gzip_min_length 1000;
  gzip_types text/css text/plain text/xml application/javascript application/json application/xml image/svg+xml font/ttf;

  # Engine's own resolver: containers come and go under the same name.
  resolver 127.0.0.11 valid=2s ipv6=off;
  include ${nginxConfigurationPath}/routes.conf;
  include ${nginxConfigurationPath}/${maintenanceFile};

  # A proxy in front that ends TLS says so; without one the request's own scheme and port hold.
  map $http_x_forwarded_proto $forwarded_proto { default $scheme; https https; }
  map $http_x_forwarded_port $forwarded_port { default $http_x_forwarded_port; "" $request_port; }
  map $http_host $request_port { default $server_port; "~:(?<port_of_host>[0-9]+)$" $port_of_host; }

  # A name with a hash in it never changes its content.
  map $uri $static_caching {
    default "public, max-age=300";
    "~[.-][0-9a-f]{12,32}[.]" "public, max-age=31536000, immutable";
  }

  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $forwarded_proto;
  proxy_set_header X-Forwarded-Port $forwarded_port;
  proxy_redirect off;
  proxy_connect_timeout 5s;
  proxy_read_timeout 300s;
  proxy_send_timeout 300s;
  proxy_buffers 16 16k;
  proxy_buffer_size 16k;

  # Health of nginx itself, from inside the container only.
  server {
    listen 127.0.0.1:8099;
    access_log off;
    location = /health { return 200 "ok\\n"; }
  }
`

/** Uploads are data: a browser must not run them. Exports of courses are for their authors, who get them from Studio. */
const media = `    location ~ ^/media/(user_tasks|course_metadata_export|submissions_attachments)/ { return 404; }
    location /media/ {
      root /openedx;
      add_header X-Content-Type-Options nosniff always;
      add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; sandbox" always;
      expires 1h;
    }
`

/** The current generation first, then every file of older ones: pages that are still open name those. */
function staticFiles(generation: string): string {
  const location = (pattern: string, system: string): string => `    location ~ ^${pattern}(?<file>.*)$ {
      root /openedx/static;
      try_files /${generation}/${system}/$file /all/${system}/$file =404;
      add_header Cache-Control $static_caching;
      add_header X-Content-Type-Options nosniff;
      add_header Access-Control-Allow-Origin "*";
    }
`
  return location('/static/studio/', 'cms') + location('/static/', 'lms')
}

interface ServerOptions {
  system: 'lms' | 'cms'
  port: number
  /** Absent: answers whatever host is asked. */
  names?: string
  bodyMax: string
  more: string
}

function server(context: RenderContext, { system, port, names, bodyMax, more }: ServerOptions): string {
  const { layout, input } = context
  const files = layout.kind === 'production' ? staticFiles(input.staticGeneration) : ''
  return `
  server {
    listen ${port}${names === undefined ? ' default_server' : ''};
    server_name ${names ?? '_'};
    access_log /dev/stdout ${system};
    client_max_body_size ${bodyMax};
${more}${files}${media}    location / {
      default_type text/html;
      ${heldAnswer}
      proxy_pass $${system}_upstream;
    }
  }
`
}

/** `nginx.conf` of an environment: one server block each for LMS and CMS, on the ports that are published. */
export function nginxConf(context: RenderContext): string {
  const { specification, addresses } = context
  const lms = server(context, {
    system: 'lms',
    port: specification.lms.port,
    bodyMax: '10m',
    // openedx-forum mounts an API there that asks nobody who they are.
    more: '    location /forum/ { return 404; }\n',
  })
  const cms = server(context, {
    system: 'cms',
    port: specification.cms.port,
    ...(addresses.samePort ? { names: `${specification.cms.host} studio.nginx` } : {}),
    bodyMax: '250m',
    more: '',
  })
  return `${preamble}${lms}${cms}}\n`
}
