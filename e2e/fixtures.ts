import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { type APIRequestContext, type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { owner, ownerStateFile } from './owner.ts'

/** What a page did that no page should do; a test that expects one of these says so with `allow`. */
export class PageWatch {
  readonly #found: string[] = []
  readonly #allowed: RegExp[] = []

  allow(pattern: RegExp): void {
    this.#allowed.push(pattern)
  }

  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.#found.push(`page error: ${error.error().message}`))
    context.on('console', (message) => {
      if (message.type() === 'error') this.#found.push(`console error: ${message.text()} (${message.location().url})`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) this.#found.push(`${response.status()} from ${response.url()}`)
    })
  }

  unexpected(): string[] {
    return this.#found.filter((line) => !this.#allowed.some((pattern) => pattern.test(line)))
  }
}

interface Fixtures {
  watch: PageWatch
  /** A browser that nobody has signed in with. */
  strangerPage: Page
  /** The HTTP API with the owner's key. */
  api: APIRequestContext
  /** A prompt that no other test uses, so that parallel tests cannot meet in the gallery. */
  prompt: string
}

export const test = base.extend<Fixtures>({
  storageState: ownerStateFile,
  watch: [
    async ({ context }, use) => {
      const watch = new PageWatch()
      watch.watch(context)
      await use(watch)
      expect(watch.unexpected(), 'no console error, page error or 5xx').toEqual([])
    },
    { auto: true },
  ],
  strangerPage: async ({ browser, baseURL, watch }, use) => {
    const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, ...(baseURL && { baseURL }) })
    watch.watch(context)
    await use(await context.newPage())
    await context.close()
  },
  api: async ({ playwright, baseURL }, use) => {
    const api = await playwright.request.newContext({
      ...(baseURL && { baseURL }),
      storageState: { cookies: [], origins: [] },
      extraHTTPHeaders: { authorization: `Bearer ${owner.apiKey}` },
    })
    await use(api)
    await api.dispose()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter.
  prompt: async ({}, use) => {
    await use(`A lighthouse in a storm, take ${randomUUID().slice(0, 8)}`)
  },
})

export { expect }

/** Fails with the rule and the place of everything that axe finds on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} at ${node.target.join(' ')}`),
  )
  expect(found, `axe on ${page.url()}`).toEqual([])
}
