import type { NextConfig } from 'next'

const config: NextConfig = {
  // Each page is loaded when it is first asked for: an idle server stays small.
  experimental: { preloadEntriesOnStart: false },
  poweredByHeader: false,
  // At the left it would lie over the account menu.
  devIndicators: { position: 'bottom-right' },
  // `npm run check` and `npm test` check the types; here they would only make a first start slower.
  typescript: { ignoreBuildErrors: true },
  // A second server beside a running one (a developer's, a test's) needs its own folder.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  serverExternalPackages: [
    '@electric-sql/pglite',
    '@mediabunny/server',
    '@napi-rs/canvas',
    'node-av',
    'pg',
    'pg-boss',
    'pino',
    'pino-pretty',
    'sharp',
  ],
}

export default config
