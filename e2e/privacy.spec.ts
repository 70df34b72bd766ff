import { createFinishedTask, smallFilm, submitTask } from './api-task.ts'
import { expect, still, test } from './fixtures.ts'
import { createShareLink, expectPlays } from './pages.ts'
import { makePerson } from './person.ts'

test.use(still)

test('a revoked share link is gone, page and video', async ({ page, prompt, api, strangerPage, watch }) => {
  watch.allow(/404/)
  const task = await createFinishedTask(api, prompt)
  await page.goto(`/tasks/${task.id}`)
  const shared = await createShareLink(page)
  await strangerPage.goto(shared)
  await expectPlays(strangerPage.locator('video'))
  const videoUrl = await strangerPage.locator('video').evaluate((element: HTMLVideoElement) => element.currentSrc)

  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText(shared)).toHaveCount(0)

  expect((await strangerPage.goto(shared))?.status()).toBe(404)
  expect((await strangerPage.request.get(videoUrl)).status()).toBe(404)
})

test('somebody else’s take is not found, by page and by API', async ({ page, prompt, api, browser, baseURL, strangerPage, watch }) => {
  watch.allow(/404/)
  const { id } = await submitTask(api, { ...smallFilm, prompt })
  const other = await makePerson(browser, baseURL ?? '')
  await strangerPage.context().addCookies(other.storageState.cookies)
  const authorization = `Bearer ${other.apiKey}`

  expect((await strangerPage.goto(`/tasks/${id}`))?.status()).toBe(404)
  expect((await strangerPage.request.get(`/api/v1/tasks/${id}`, { headers: { authorization } })).status()).toBe(404)
  await strangerPage.goto('/gallery')
  await expect(strangerPage.getByText('No takes yet')).toBeVisible()
  expect((await page.goto(`/tasks/${id}`))?.status()).toBe(200)
  expect((await api.get(`/api/v1/tasks/${id}`)).status()).toBe(200)
  expect((await api.get('/api/v1/tasks/nobody-has-this')).status()).toBe(404)
})

test('signed out, every page leads to the sign-in and every route refuses', async ({ strangerPage, watch }) => {
  watch.allow(/40[134]/)
  for (const path of ['/', '/gallery', '/spend', '/settings']) {
    await strangerPage.goto(path)
    await expect(strangerPage).toHaveURL(/\/sign-in/)
  }
  expect((await strangerPage.request.get('/api/v1/tasks')).status()).toBe(401)
  expect((await strangerPage.request.post('/api/v1/tasks', { data: {} })).status()).toBe(401)
})
