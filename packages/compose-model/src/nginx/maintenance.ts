/** File of the set `nginx` that says whether requests are held. */
export const maintenanceFile = 'maintenance.conf'

/** Seconds after which a browser or a client is told to try again. */
const retryAfterSeconds = 10

/** One token of nginx's configuration (at most 4 KB): no double quote, no dollar sign; nothing is loaded from elsewhere. */
const page = [
  "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Back in a moment</title>",
  "<meta name='viewport' content='width=device-width, initial-scale=1'><meta name='robots' content='noindex'>",
  `<meta http-equiv='refresh' content='${retryAfterSeconds}'>`,
  '<style>:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;',
  'font:1.1rem/1.6 system-ui,sans-serif;background:#f5f7fa;color:#1f2933}main{max-width:32rem;padding:2rem;text-align:center}',
  'h1{font-size:1.6rem;line-height:1.2;margin:0 0 .75rem}p{margin:0}',
  '@media (prefers-color-scheme:dark){body{background:#14181d;color:#e4e8ec}}</style></head>',
  '<body><main><h1>Back in a moment</h1>',
  '<p>This site is being updated. Nothing is lost; this page tries again by itself.</p></main></body></html>',
].join('')

/** `maintenance.conf`: whether the servers hold requests, and the page that they answer with meanwhile. */
export function renderMaintenance(held: boolean): string {
  return [
    '# Written before a migration that cannot run beside the old code, and after it.',
    `map "" $held { default "${held ? '1' : ''}"; }`,
    `map "" $held_page { default "${page}"; }`,
    '',
  ].join('\n')
}

/**
 * Exits 0 when no worker of a former configuration is left: those that are finishing requests say so in their title (this very
 * program holds the words too, but does not begin with them). Perl is in every Debian
 * image.
 */
export const requestsEnded = [
  'perl',
  '-e',
  'for (glob "/proc/[0-9]*/cmdline") { open my $f, "<", $_ or next; exit 1 if (<$f> // "") =~ /^nginx: worker process is shutting down/ }',
]

/** What a location that reaches the LMS or the CMS begins with. */
export const heldAnswer = `if ($held) {
        add_header Retry-After ${retryAfterSeconds} always;
        add_header Cache-Control no-store always;
        return 503 $held_page;
      }`
