import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { findChromium } from '../scripts/prepare-chromium.ts'

/** Interactions slower than this feel late; the composer promises to stay under it on a machine four times slower than this one. */
const promisedMs = 100
const cpuSlowdown = 4
const keyIntervalMs = 90
/** The browser reports no event that took less; such a key press counts as this long. */
const reportedFromMs = 16

const prompt =
  '@Image1 walks along the harbour of @Video1 while the fog lifts; the camera follows low over the water, then rises to @Image2 at dusk.'

interface KeyPress {
  id: number
  durationMs: number
}

declare global {
  interface Window {
    keyPresses?: KeyPress[]
  }
}

export interface TypingFigures {
  keys: number
  p50Ms: number
  p95Ms: number
  maxMs: number
}

export interface TypingBenchInput {
  baseUrl: string
  email: string
  password: string
}

/**
 * Types a prompt into a composer full of references on a slowed processor and measures each key from press to the next paint. The same keys
 * in a bare text field, in the same run, say how much of that is the machine's.
 */
export async function measureComposerTyping(input: TypingBenchInput): Promise<{ composer: TypingFigures; bare: TypingFigures }> {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath !== null && { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const page = await browser.newPage({ baseURL: input.baseUrl, viewport: { width: 1440, height: 900 } })
    await page.setContent('<label>Prompt <textarea></textarea></label>')
    const bare = await measureTyping(page)
    await signIn(page, input.email, input.password)
    await fillReferences(page)
    return { composer: await measureTyping(page), bare }
  } finally {
    await browser.close()
  }
}

async function measureTyping(page: Page): Promise<TypingFigures> {
  await page.evaluate(watchKeyPresses)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown })
  await page.getByLabel('Prompt', { exact: true }).pressSequentially(prompt, { delay: keyIntervalMs })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const slow = await page.evaluate(() => new Promise<KeyPress[]>((resolve) => setTimeout(() => resolve(window.keyPresses ?? []), 500)))
  await devtools.detach()
  return summarize([...prompt].length, slow)
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Generate' }).waitFor()
}

/** Nine images, three videos and three audio files: the most that the vendors with the highest limits take. */
async function fillReferences(page: Page): Promise<void> {
  await page.getByLabel('Vendor', { exact: true }).selectOption('loova')
  await page.getByLabel('Mode', { exact: true }).selectOption({ label: 'Reference' })
  const lists = [
    ['Images', 9, 'png'],
    ['Videos', 3, 'mp4'],
    ['Audio', 3, 'mp3'],
  ] as const
  for (const [label, count, ending] of lists) {
    for (let number = 1; number <= count; number++) {
      const address = page.getByLabel(label, { exact: true })
      await address.fill(`https://example.com/${number}.${ending}`)
      await address.press('Enter')
    }
  }
  await page.getByLabel('Prompt', { exact: true }).fill('')
}

function watchKeyPresses(): void {
  window.keyPresses = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!(entry instanceof PerformanceEventTiming) || entry.interactionId === 0) continue
      window.keyPresses?.push({ id: entry.interactionId, durationMs: entry.duration })
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}

function summarize(keys: number, entries: readonly KeyPress[]): TypingFigures {
  const slowest = new Map<number, number>()
  for (const { id, durationMs } of entries) slowest.set(id, Math.max(durationMs, slowest.get(id) ?? 0))
  const reported = [...slowest.values()]
  const durations = [...reported, ...Array.from({ length: Math.max(0, keys - reported.length) }, () => reportedFromMs)].sort(
    (a, b) => a - b,
  )
  const at = (share: number) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0
  return { keys, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: durations.at(-1) ?? 0 }
}

/** Measures a server that runs already and prints the figures. */
export async function runComposerTyping(): Promise<void> {
  const { values } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://localhost:3000' },
      email: { type: 'string', default: process.env.OWNER_EMAIL ?? '' },
      password: { type: 'string', default: process.env.OWNER_PASSWORD ?? '' },
    },
  })
  if (values.email === '' || values.password === '') {
    console.error('Needs a running server and somebody to sign in: --url http://localhost:3000 --email … --password …')
    process.exitCode = 1
    return
  }
  const { composer, bare } = await measureComposerTyping({ baseUrl: values.url, email: values.email, password: values.password })
  const load = loadavg()[0]?.toFixed(1)
  console.log(
    `Typing ${composer.keys} keys, processor slowed ${cpuSlowdown} times, load ${load} on ${cpus().length} cores; interaction to next paint:`,
  )
  console.log(`  composer         ${figureWords(composer)} (aim: under ${promisedMs} ms)`)
  console.log(`  bare text field  ${figureWords(bare)}`)
}

function figureWords({ p50Ms, p95Ms, maxMs }: TypingFigures): string {
  return `p50 ${p50Ms} ms, p95 ${p95Ms} ms, max ${maxMs} ms`
}

if (import.meta.main) await runComposerTyping()
