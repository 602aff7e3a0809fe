import type { NextConfig } from 'next'

/**
 * The portal's pages. The API stands in front (DESIGN, processes): it owns the public port, the session cookie,
 * security headers and everything beneath /api, so nothing of that is here.
 */
const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: new URL('../..', import.meta.url).pathname,
  transpilePackages: ['@fun/contract', '@fun/compose-model'],
  // Messages reach the browser compiled (src/messages/load.ts): what parses them stays out of it.
  turbopack: { resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  poweredByHeader: false,
  reactStrictMode: true,
  // `pnpm typecheck` judges types; checking them twice only costs time.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // A page's code is loaded by the server when somebody opens it, not all of it at the start: 20 MB less while nobody does.
  experimental: { preloadEntriesOnStart: false },
}

export default config
