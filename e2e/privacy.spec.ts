import { createFinishedTask, smallFilm, submitTask } from './api-task.ts'
import { expect, still, test } from './fixtures.ts'
import { compose, createShareLink, expectPlays, field, take } from './pages.ts'
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

test('somebody else’s take is not found, by page and by API, and a page does nothing for whoever signs in after', async ({
  page,
  prompt,
  api,
  person,
  browser,
  baseURL,
  strangerPage,
  watch,
}) => {
  watch.allow(/40[49]/)
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

  await page.clock.install()
  await page.goto('/')
  const next = `${prompt} at dawn`
  await compose(page, { vendor: 'Loova', prompt: next, duration: 4 })
  await submitTask(api, { ...smallFilm, prompt: next })
  // The page looks for what was made elsewhere.
  await page.clock.fastForward(20_000)
  await expect(take(page, next)).toBeVisible()
  // As another tab of the same browser does it.
  await page.context().addCookies(other.storageState.cookies)
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(page.getByText('in this browser now. Reload the page to go on.')).toBeVisible()
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(page.getByText('No takes yet')).toBeVisible()
  await expect(field(page, 'Prompt')).toHaveValue('')
  expect((await (await api.get('/api/v1/tasks', { params: { q: next } })).json()).items).toHaveLength(1)
  await page.context().addCookies(person.storageState.cookies)
  await page.reload()
  await expect(field(page, 'Prompt')).toHaveValue(next)
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
