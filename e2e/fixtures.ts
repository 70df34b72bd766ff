import { AxeBuilder } from '@axe-core/playwright'
import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test'
import { removeTakes } from './api-task.ts'
import { nobody } from './owner.ts'
import { PageWatch } from './page-watch.ts'
import { makePerson, type Person } from './person.ts'

interface ApiFixtures {
  /** The HTTP API with the person's key. */
  api: APIRequestContext
  /** A prompt that no other take of the person has. The marker shows in no film, so equal orders share one, and it is drawn once. */
  prompt: string
}

interface WorkerFixtures {
  /** Whose takes these are. Tests that run side by side have different people, so none meets what another makes or deletes. */
  person: Person
}

let prompts = 0

export const apiTest = base.extend<ApiFixtures, WorkerFixtures>({
  person: [
    async ({ browser }, use, { project }) => {
      await use(await makePerson(browser, project.use.baseURL ?? ''))
    },
    { scope: 'worker' },
  ],
  api: async ({ playwright, baseURL, person }, use) => {
    const api = await playwright.request.newContext({
      ...(baseURL && { baseURL }),
      storageState: nobody,
      extraHTTPHeaders: { authorization: `Bearer ${person.apiKey}` },
    })
    await use(api)
    await api.dispose()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter.
  prompt: async ({}, use) => {
    await use(`A lighthouse in a storm [sandbox:tag=${++prompts}]`)
  },
})

interface PageFixtures {
  watch: PageWatch
  /** A browser that nobody has signed in with. */
  strangerPage: Page
}

export const test = apiTest.extend<PageFixtures>({
  storageState: async ({ person, api }, use) => {
    await use(person.storageState)
    // Else they fill the stage of the next test, whose browser draws them all.
    await removeTakes(api)
  },
  watch: [
    async ({ context }, use) => {
      const watch = new PageWatch()
      watch.watch(context)
      await use(watch)
      // A request that is under way when a test ends is nobody's fault.
      await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })))
      expect(watch.unexpected(), 'no console error, page error or 5xx').toEqual([])
    },
    { auto: true },
  ],
  strangerPage: async ({ browser, baseURL, watch }, use) => {
    const context = await browser.newContext({ storageState: nobody, ...(baseURL && { baseURL }) })
    watch.watch(context)
    await use(await context.newPage())
    await context.close()
  },
})

/** For tests that wait for films: without a graphics card, what moves meanwhile is drawn by the processor that makes them. */
export const still = { contextOptions: { reducedMotion: 'reduce' } } as const

export { expect }

/** Fails with the rule and the place of everything that axe finds on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // No page has frames, and the way for those that have opens one more page each time.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze()
  const found = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} at ${node.target.join(' ')}`),
  )
  expect(found, `axe on ${page.url()}`).toEqual([])
}
