import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { owner } from './e2e/owner.ts'
import { findChromium } from './scripts/prepare-chromium.ts'

// `npm run e2e` and `npm test` give a free port and a fresh directory; these serve `npx playwright test` by hand.
const port = process.env.E2E_PORT ?? '43117'
const dataDirectory = process.env.E2E_DATA_DIR ?? path.join(tmpdir(), `dailies-e2e-${process.ppid}`)
const baseURL = `http://localhost:${port}`
const isRoot = process.getuid?.() === 0

/** Chromium heeds the last such list only, so what Playwright 1.65 switches off stands here too. */
const switchedOff = [
  // Else every context opens two pages for an address bar that nobody sees: half a second of processor each time.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
]

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  // One more than the cores that a small machine has: a test mostly waits for its film.
  workers: 3,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL,
    // Its pictures of every frame cost more processor time than the app itself; `npm run e2e -- --trace on` takes them.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    colorScheme: 'dark',
  },
  projects: [
    { name: 'set-up', testMatch: /.*\.setup\.ts/, use: chromium() },
    { name: 'browser', testMatch: /.*\.spec\.ts/, dependencies: ['set-up'], use: chromium() },
  ],
  webServer: {
    command: `"${process.execPath}" -r ./scripts/require-node-24.cjs scripts/start.ts`,
    url: `${baseURL}/api/health`,
    timeout: 180_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: {
      PORT: port,
      DATA_DIR: dataDirectory,
      OWNER_EMAIL: owner.email,
      OWNER_PASSWORD: owner.password,
      SANDBOX_RENDER_SECONDS: '1',
      LOG_LEVEL: 'warn',
    },
  },
})

function chromium() {
  const executablePath = findChromium()
  return {
    ...devices['Desktop Chrome'],
    channel: undefined,
    launchOptions: {
      ...(executablePath !== null && { executablePath }),
      args: [
        // Chromium's own sandbox does not start as root.
        ...(isRoot ? ['--no-sandbox'] : []),
        `--disable-features=${switchedOff.join()}`,
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  }
}
