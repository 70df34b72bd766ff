import { randomUUID } from 'node:crypto'
import { createCanvas } from '@napi-rs/canvas'
import type { Page } from '@playwright/test'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'
import { submitTask, waitForTask } from './api-task.ts'
import { expect, expectAccessible, test } from './fixtures.ts'

/** A picture that no other test has brought, named like it. */
async function bring(page: Page, name: string): Promise<UploadView> {
  const canvas = createCanvas(1024, 768)
  const ink = canvas.getContext('2d')
  const sky = ink.createLinearGradient(0, 0, 0, 768)
  sky.addColorStop(0, `hsl(${Math.random() * 360}, 70%, 35%)`)
  sky.addColorStop(1, 'hsl(30, 80%, 70%)')
  ink.fillStyle = sky
  ink.fillRect(0, 0, 1024, 768)
  ink.fillText(name, 20, 740)
  const file = { name, mimeType: 'image/png', buffer: canvas.toBuffer('image/png') }
  const answer = await page.request.post('/api/uploads', { multipart: { file } })
  expect(answer.status()).toBe(201)
  return uploadViewSchema.parse(await answer.json())
}

const requestWith = (upload: UploadView, prompt: string) => ({
  vendor: 'uniall' as const,
  mode: 'reference' as const,
  prompt,
  resolution: '480p',
  duration: 5,
  images: [{ upload: upload.id }],
})

test('a reference is found again by its name and by what it was used for, and leads to the take', async ({ page, api, prompt }) => {
  const [used, other] = [await bring(page, `storm ${randomUUID()}.png`), await bring(page, `calm ${randomUUID()}.png`)]
  const task = await submitTask(api, requestWith(used, prompt))

  await page.goto('/')
  await page.getByRole('link', { name: 'References' }).click()
  await expect(page).toHaveURL('/references')
  const tile = (name: string) => page.getByRole('article').filter({ hasText: name })
  const search = page.getByLabel('Search names and prompts')
  await search.fill(other.name)
  await expect(tile(other.name)).toBeVisible()
  await expect(tile(used.name)).toBeHidden()
  await search.fill(prompt)
  await expect(tile(used.name)).toContainText('Used in 1 take')
  await expect(tile(other.name)).toBeHidden()
  await expect(tile(used.name).locator('img')).toHaveJSProperty('naturalWidth', 480)
  await page.getByRole('button', { name: 'Audio' }).click()
  await expect(page.getByText('No reference matches')).toBeVisible()
  await page.getByRole('button', { name: 'Images' }).click()
  await expect(page).toHaveURL(/kind=image/)
  await expectAccessible(page)

  await tile(used.name).getByRole('button').press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { name: used.name })).toBeVisible()
  await expect(dialog.getByText('1024 × 768')).toBeVisible()
  await expectAccessible(page)
  // The search and what is open stand in the address.
  await page.reload()
  await expect(dialog.getByRole('heading', { name: used.name })).toBeVisible()
  const download = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe(used.name)
  await dialog.getByRole('link', { name: prompt }).click()
  await expect(page).toHaveURL(`/tasks/${task.id}`)
})

test('a reference is kept while a take needs it, and can be deleted afterwards', async ({ page, api, prompt, watch }) => {
  const upload = await bring(page, `rope ${randomUUID()}.png`)
  const waiting = { ...requestWith(upload, `${prompt} [sandbox:never]`), vendor: 'seedance2ink' as const, mode: 'image_to_video' as const }
  const task = await submitTask(api, waiting)
  await page.goto(`/references?open=${upload.id}`)
  const dialog = page.getByRole('dialog')
  const remove = async () => {
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  }
  await remove()
  await expect(dialog.getByRole('alert')).toContainText('A take that is not finished needs this file.')
  expect((await api.post(`/api/v1/tasks/${task.id}/cancel`)).status()).toBe(200)
  await waitForTask(api, task.id)
  await remove()
  await expect(page.getByText('The file was deleted.')).toBeVisible()
  await expect(dialog).toBeHidden()
  // An old link to it; the browser reports the 404 by itself.
  watch.allow(/404 .*\/api\/references\//)
  await page.goto(`/references?open=${upload.id}`)
  await expect(dialog).toContainText('This reference has been deleted.')
})

test('an address that was used stands beside the files', async ({ page, api, prompt }) => {
  const address = `https://example.com/${randomUUID()}/heron.png`
  await submitTask(api, { ...requestWith({ id: '' } as UploadView, prompt), images: [{ url: address }] })
  await page.goto(`/references?q=${encodeURIComponent(address)}`)
  await page.getByRole('article').getByRole('button', { name: 'heron.png' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(address)).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No reference matches')).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the references fit and axe finds nothing', async ({ page }) => {
    const upload = await bring(page, `a long name of a picture from a long day at the sea ${randomUUID()}.png`)
    await page.goto('/references')
    await expect(page.getByRole('article').first()).toBeVisible()
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(await overflow()).toBe(0)
    await expectAccessible(page)
    await page.goto(`/references?open=${upload.id}`)
    await expect(page.getByRole('dialog').getByText('1024 × 768')).toBeVisible()
    expect(await overflow()).toBe(0)
    await expectAccessible(page)
  })
})
