import { createFinishedTask, submitTask, waitForTask } from './api-task.ts'
import { expect, expectAccessible, test } from './fixtures.ts'
import { createShareLink, field } from './pages.ts'

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })

    for (const path of ['/', '/gallery', '/references', '/spend', '/activity', '/settings']) {
      test(`axe finds nothing on ${path}`, async ({ page }) => {
        await page.goto(path)
        await expect(page.getByRole('main')).toBeVisible()
        await expectAccessible(page)
      })
    }

    test('axe finds nothing on the sign-in page', async ({ strangerPage }) => {
      await strangerPage.emulateMedia({ colorScheme })
      await strangerPage.goto('/sign-in')
      await expectAccessible(strangerPage)
    })

    test('axe finds nothing on a finished take, its share page and the composer with mistakes', async ({ page, prompt, api }) => {
      const task = await createFinishedTask(api, prompt)
      await page.goto(`/tasks/${task.id}`)
      await expect(page.locator('video')).toBeVisible()
      await expectAccessible(page)
      const shared = await createShareLink(page)
      await expectAccessible(page)
      await page.goto(shared)
      await expect(page.locator('video')).toBeVisible()
      await expectAccessible(page)

      await page.goto('/')
      await field(page, 'Duration').fill('99')
      await expect(field(page, 'Duration')).toHaveAttribute('aria-invalid', 'true')
      await expectAccessible(page)
    })

    test('axe finds nothing on a failed take', async ({ page, prompt, api }) => {
      const { id } = await submitTask(api, { vendor: 'outai', mode: 'text_to_video', prompt: `${prompt} [sandbox:fail]`, duration: 4 })
      await waitForTask(api, id)
      await page.goto(`/tasks/${id}`)
      await expectAccessible(page)
    })
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  for (const path of ['/', '/gallery', '/activity', '/settings']) {
    test(`${path} fits 390 px and axe finds nothing`, async ({ page }) => {
      await page.goto(path)
      await expect(page.getByRole('main')).toBeVisible()
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(overflow).toBe(0)
      await expectAccessible(page)
    })
  }
})
