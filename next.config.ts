import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
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
