import { vendorIds } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { expect, still, test } from './fixtures.ts'
import { compose, createShareLink, expectPlays, field, take } from './pages.ts'

test.use(still)

for (const id of vendorIds) {
  const vendor = vendors[id]

  test(`${vendor.name}: from the form to a shared video`, async ({ page, prompt, strangerPage }) => {
    await page.goto('/')
    await compose(page, { vendor: vendor.name, prompt, duration: 5 })
    await page.getByRole('button', { name: 'Generate' }).click()

    const made = take(page, prompt)
    await expect(made).toBeVisible()
    await expectPlays(made.locator('video'))

    await page.goto('/gallery')
    await take(page, prompt).getByRole('link').first().click()
    await expect(page).toHaveURL(/\/tasks\/[\w-]+$/)
    await expect(page.getByText(prompt).first()).toBeVisible()

    const shared = await createShareLink(page)
    await strangerPage.goto(shared)
    await expectPlays(strangerPage.locator('video'))
    await expect(strangerPage.locator('meta[property="og:video"], meta[property="og:title"]').first()).toBeAttached()
  })
}

test('Ctrl+Enter generates from the prompt, once for two presses in a row, and again when another is meant', async ({ page, prompt }) => {
  let orders = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/') orders++
  })
  await page.clock.install()
  await page.goto('/')
  await compose(page, { vendor: vendors.loova.name, prompt, duration: 4 })
  // From here no moment passes before the next press, however slow the machine is.
  await page.clock.pauseAt(Date.now() + 60_000)
  await field(page, 'Prompt').press('ControlOrMeta+Enter')
  await expect(take(page, prompt)).toBeVisible()
  await expect(page.getByText('Your take is ordered. Generate again makes another one.')).toBeVisible()
  await field(page, 'Prompt').press('ControlOrMeta+Enter')
  await page.clock.resume()
  await expect(page.getByText('Your take is ordered.')).toBeHidden()
  await field(page, 'Prompt').press('ControlOrMeta+Enter')
  await expect(take(page, prompt)).toHaveCount(2)
  expect(orders).toBe(2)
})

test('a reload in the middle of a run loses nothing', async ({ page, prompt, api }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ai.name, prompt: `${prompt} [sandbox:slow=3]`, duration: 4 })
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(take(page, prompt)).toBeVisible()

  await page.reload()
  await expect(take(page, prompt)).toBeVisible()
  await expectPlays(take(page, prompt).locator('video'))

  const list = await (await api.get('/api/v1/tasks', { params: { q: prompt } })).json()
  expect(list.items).toHaveLength(1)
})
