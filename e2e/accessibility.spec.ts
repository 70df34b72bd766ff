import type { Page } from '@playwright/test'
import { createFinishedTask, submitTask, waitForTask } from './api-task.ts'
import { expect, expectAccessible, still, test } from './fixtures.ts'
import { ownerStateFile } from './owner.ts'
import { createShareLink, field } from './pages.ts'

// A colour on its way to another is none to judge.
test.use(still)

async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveClass(colorScheme)
    await expectAccessible(page)
  }
}

async function visit(page: Page, paths: readonly string[], judge: () => Promise<void>): Promise<void> {
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(path)
      await expect(page.getByRole('main')).toBeVisible()
      await judge()
    })
  }
}

test('axe finds nothing on any page, dark or light', async ({ page, prompt, api }) => {
  await createFinishedTask(api, prompt)
  await visit(page, ['/', '/gallery', '/references', '/spend', '/vendors', '/settings'], () => expectAccessibleInBoth(page))
})

test('axe finds nothing on the sign-in page', async ({ strangerPage }) => {
  await strangerPage.goto('/sign-in')
  await expectAccessibleInBoth(strangerPage)
})

test('axe finds nothing on a finished take, its share page and the composer with mistakes', async ({ page, prompt, api }) => {
  const task = await createFinishedTask(api, prompt)
  await page.goto(`/tasks/${task.id}`)
  await expect(page.locator('video')).toBeVisible()
  await expectAccessibleInBoth(page)
  const shared = await createShareLink(page)
  await expectAccessibleInBoth(page)
  await page.goto(shared)
  await expect(page.locator('video')).toBeVisible()
  await expectAccessibleInBoth(page)

  await page.goto('/')
  await field(page, 'Duration').fill('99')
  await expect(field(page, 'Duration')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessibleInBoth(page)
})

test('axe finds nothing on a failed take', async ({ page, prompt, api }) => {
  const { id } = await submitTask(api, { vendor: 'outai', mode: 'text_to_video', prompt: `${prompt} [sandbox:fail]`, duration: 4 })
  await waitForTask(api, id)
  await page.goto(`/tasks/${id}`)
  await expectAccessibleInBoth(page)
})

test.describe('of the owner', () => {
  test.use({ storageState: ownerStateFile })

  test('axe finds nothing on Settings and Activity, dark or light', async ({ page }) => {
    await visit(page, ['/settings', '/activity'], () => expectAccessibleInBoth(page))
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  const expectFits = async (page: Page) => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow).toBe(0)
    await expectAccessible(page)
  }

  test('the pages fit 390 px and axe finds nothing', async ({ page, prompt, api }) => {
    await createFinishedTask(api, prompt)
    await visit(page, ['/', '/gallery'], () => expectFits(page))
  })

  test.describe('of the owner', () => {
    test.use({ storageState: ownerStateFile })

    test('Settings and Activity fit 390 px and axe finds nothing', async ({ page }) => {
      await visit(page, ['/settings', '/activity'], () => expectFits(page))
    })
  })
})
