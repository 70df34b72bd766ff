import { randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import { nobody, ownerStateFile } from './owner.ts'
import { PageWatch } from './page-watch.ts'
import { field, setUp } from './pages.ts'

/** A member with an account and an API key of her own, and a browser's cookies that are signed in as her. */
export interface Person {
  storageState: Awaited<ReturnType<BrowserContext['storageState']>>
  apiKey: string
}

/** Makes somebody the way people come: the owner invites, the link is opened elsewhere, and Settings give a key. */
export async function makePerson(browser: Browser, baseURL: string): Promise<Person> {
  const watch = new PageWatch()
  const open = async (storageState: typeof nobody | string) => {
    const context = await browser.newContext({ baseURL, storageState })
    watch.watch(context)
    return context
  }
  const [ownerContext, context] = [await open(ownerStateFile), await open(nobody)]
  try {
    const link = await invite(await ownerContext.newPage())
    const page = await context.newPage()
    await setUp(page, link, { name: 'Grace', email: `${randomUUID()}@dailies.test`, password: 'a-long-test-password' })
    const apiKey = await createApiKey(page)
    expect(watch.unexpected(), 'no console error, page error or 5xx').toEqual([])
    return { apiKey, storageState: { ...(await context.storageState()), origins: [] } }
  } finally {
    await ownerContext.close()
    await context.close()
  }
}

async function invite(ownerPage: Page): Promise<string> {
  await ownerPage.goto('/settings')
  await ownerPage.getByRole('button', { name: /invite/i }).click()
  const link = ownerPage.getByText(/\/setup\?token=/)
  await expect(link).toBeVisible()
  return new URL((await link.textContent()) ?? '').href
}

async function createApiKey(page: Page): Promise<string> {
  await page.goto('/settings')
  await field(page, 'Key name').fill('Tests')
  await page.getByRole('button', { name: 'Create key' }).click()
  const key = page.getByRole('status').filter({ hasText: '“Tests” is made' }).locator('code')
  await expect(key).toHaveText(/^dly_/)
  return (await key.textContent()) ?? ''
}
