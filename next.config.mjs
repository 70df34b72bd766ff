// Not TypeScript: the server would load Next.js's compiler, 30 MB and 300 ms, only to read this file.

/** @type {import('next').NextConfig} */
const config = {
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
