import { defineConfig } from 'vitest/config'

/** `*.integration.test.ts` runs on both databases; `*.embedded.test.ts` and `*.server.test.ts` are about one of them. */
const integration = (only: 'embedded' | 'server') => [
  `{lib,scripts,app}/**/*.integration.test.ts`,
  `{lib,scripts,app}/**/*.${only}.test.ts`,
]

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,scripts,components,app}/**/*.test.{ts,tsx}', '*.test.ts'],
          exclude: ['**/*.{integration,embedded,server}.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'embedded',
          include: integration('embedded'),
          globalSetup: ['lib/data/testing/embedded-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'postgres',
          include: integration('server'),
          globalSetup: ['lib/data/testing/postgres-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Much of it waits: for leases to end, for a server that is shut down.
          maxWorkers: 3,
        },
      },
    ],
  },
})
