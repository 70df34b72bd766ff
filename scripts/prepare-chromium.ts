import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { installDebianPackages } from './install-debian-packages.ts'
import { runNode } from './run-child.ts'

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser the tests use: `CHROMIUM_PATH`, then Playwright's own, then the system's; null when there is none. */
export function findChromium(): string | null {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...systemPaths]
  return candidates.find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate)) ?? null
}

/** Finds a browser or installs one: Playwright's download, else Debian's package as root. */
export async function prepareChromium(): Promise<string | null> {
  const found = findChromium()
  if (found !== null) return found
  console.log('No Chromium found; trying Playwright’s download …')
  await runNode(['node_modules/@playwright/test/cli.js', 'install', 'chromium'], { output: 'quiet', timeoutMs: 300_000 })
  const downloaded = findChromium()
  if (downloaded !== null) return downloaded
  console.log('Playwright’s download did not work; trying Debian’s chromium …')
  await installDebianPackages(['chromium'])
  return findChromium()
}
