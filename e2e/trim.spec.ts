import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { vendors } from '#lib/vendors/registry.ts'
import { expect, expectAccessible, still, test } from './fixtures.ts'
import { compose, expectPlays, field, take } from './pages.ts'

test.use(still)

/** A browser without hardware on a busy machine. */
const cuttingMs = 60_000

let directory = ''
const at = (name: string) => path.join(directory, name)

test.beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-trim-'))
  await promisify(execFile)(process.execPath, [path.join('e2e', 'make-clips.ts'), directory])
  const right = { create: { width: 3_200, height: 4_200, channels: 3 as const, background: '#1020d0' } }
  await sharp({ create: { width: 6_400, height: 4_200, channels: 3, background: '#d02010' } })
    .composite([{ input: right, gravity: 'east' }])
    .jpeg({ quality: 60 })
    .withExif({
      IFD0: { Copyright: 'nobody but her' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' },
    })
    .withMetadata({ orientation: 6 })
    .toFile(at('harbour.jpg'))
})
test.afterAll(() => rm(directory, { recursive: true, force: true }))

async function bring(page: Page, kind: 'images' | 'videos' | 'audios', file: string): Promise<Locator> {
  await page.locator(`input[type="file"][data-kind="${kind}"]`).setInputFiles(file)
  return page.locator(`[data-reference-area="${kind}"] li`).filter({ hasText: path.parse(file).name })
}

test('a clip that is too long is trimmed by keyboard, and the take gets the part that was kept', async ({ page, prompt, api }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ai.name, mode: 'Reference', prompt, duration: 4 })
  const tile = await bring(page, 'videos', at('harbour.mp4'))
  await expect(tile.getByText(/is 18\.\d+ s long/)).toBeVisible()
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(take(page, prompt)).toHaveCount(0)

  await tile.getByRole('button', { name: 'Trim to 15 s…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Trim the video' })
  const beginning = dialog.getByRole('slider', { name: 'Beginning' })
  const end = dialog.getByRole('slider', { name: 'End' })
  await expect(end).toHaveAttribute('aria-valuetext', '15 s, 15 s kept')
  await expectAccessible(page)
  await beginning.focus()
  await beginning.press('Shift+ArrowRight')
  await beginning.press('Shift+ArrowRight')
  await expect(beginning).toHaveAttribute('aria-valuetext', '2 s, 13 s kept')
  await end.focus()
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight']) await end.press(key)
  await expect(end).toHaveAttribute('aria-valuetext', '18 s, 15 s kept')
  await expect(beginning).toHaveAttribute('aria-valuetext', '3 s, 15 s kept')
  // One frame of a film of five a second.
  await end.press('ArrowLeft')
  await expect(end).toHaveAttribute('aria-valuetext', '17.8 s, 14.8 s kept')

  const adopted = page.waitForRequest((request) => /\/api\/uploads\/[^/]+\/edit$/.test(request.url()))
  await dialog.getByRole('button', { name: 'Use this part' }).click()
  await expect(dialog).toHaveCount(0, { timeout: cuttingMs })
  // This browser cuts by itself, and only tells the server what it has done.
  expect((await adopted).postDataJSON()).toMatchObject({ to: 'mp4', start: 3, end: 17.8, made: expect.any(String) })
  await expect(tile.getByText('Cut to 3 s–17.8 s of 18 s')).toBeVisible()
  await expect(tile.getByText(/14\.8 s/).first()).toBeVisible()

  await page.getByRole('button', { name: 'Generate' }).click()
  await expectPlays(take(page, prompt).locator('video'))
  const { items } = await (await api.get('/api/v1/tasks', { params: { q: prompt } })).json()
  const [reference] = items[0].request.videos
  expect(reference.duration).toBeGreaterThan(14.5)
  expect(reference.duration).toBeLessThanOrEqual(14.8)
  const edited = await (await page.request.get(`/api/uploads/${reference.upload}`)).json()
  const original = await (await page.request.get(`/api/uploads/${edited.originalId}`)).json()
  expect(original).toMatchObject({ name: 'harbour.mp4', originalId: null })
  expect(original.duration).toBeCloseTo(18, 1)

  await tile.getByRole('button', { name: 'Use the original' }).click()
  await expect(tile.getByText(/is 18\.\d+ s long/)).toBeVisible()
})

test('where a browser has no codecs, the server cuts the sound, and stopping leaves all as it was', async ({ page, prompt }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'AudioEncoder'))
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ai.name, mode: 'Reference', prompt })
  const tile = await bring(page, 'audios', at('waves.wav'))
  await tile.getByRole('button', { name: 'Trim to 15 s…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Trim the sound' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(tile.getByText(/is 17 s long/)).toBeVisible()

  await tile.getByRole('button', { name: 'Trim to 15 s…' }).click()
  const beginning = dialog.getByRole('slider', { name: 'Beginning' })
  const kept = await dialog.getByRole('group', { name: 'Part to keep' }).boundingBox()
  await beginning.hover()
  await page.mouse.down()
  await page.mouse.move((kept?.x ?? 0) + (kept?.width ?? 0) / 2, (kept?.y ?? 0) + 10, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Number(await beginning.getAttribute('aria-valuenow'))).toBeGreaterThan(6)
  await beginning.press('Home')

  const asked = page.waitForRequest((request) => /\/api\/uploads\/[^/]+\/edit$/.test(request.url()))
  await dialog.getByRole('button', { name: 'Use this part' }).click()
  expect((await asked).postDataJSON()).toEqual({ to: 'wav', start: 0, end: 15 })
  await expect(tile.getByText('Cut to 0 s–15 s of 17 s')).toBeVisible()
  await expect(tile.getByText(/is 17 s long/)).toHaveCount(0)
})

test('a film of a format that the vendor does not read is converted', async ({ page, prompt }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ink.name, mode: 'Reference', prompt })
  const tile = await bring(page, 'videos', at('gulls.mkv'))
  await expect(tile.getByText(/Video 1 is MKV/)).toBeVisible()
  await tile.getByRole('button', { name: 'Convert to MP4' }).click()
  await expect(tile.getByText('Converted from MKV')).toBeVisible()
  await expect(tile.getByText(/Video 1 is MKV/)).toHaveCount(0)
})

test('a large photograph leaves without its location and reaches the vendor upright and smaller', async ({ page, prompt }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ai.name, mode: 'Image to video', prompt })
  const arrived = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/api/uploads'))
  const tile = await bring(page, 'images', at('harbour.jpg'))
  await expect(tile.getByText(/Location removed before sending/)).toBeVisible()
  await expect(tile.getByText(/Scaled from 4200 × 6400 · turned upright/)).toBeVisible()

  const upload = await (await arrived).json()
  // What was sent is kept as it came.
  const sent = await (await page.request.get(`/api/uploads/${upload.originalId}/file`)).body()
  expect([await readFile(at('harbour.jpg')), sent].map((bytes) => bytes.includes('nobody but her'))).toEqual([true, false])
  const picture = sharp(await (await page.request.get(upload.url)).body())
  const found = await picture.metadata()
  expect([found.width, found.height, found.exif, found.orientation]).toEqual([3_938, 6_000, undefined, undefined])
  const [red, , blue] = await picture.extract({ left: 1_900, top: 100, width: 1, height: 1 }).raw().toBuffer()
  expect([(red ?? 0) > 180, (blue ?? 0) < 60]).toEqual([true, true])
  await expect(field(page, 'Images')).toBeVisible()
})

test('a picture from a phone becomes one that every vendor reads', async ({ page, prompt }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.loova.name, mode: 'Image to video', prompt })
  const tile = await bring(page, 'images', path.join('lib', 'media', '__fixtures__', 'phone.heic'))
  await expect(tile.getByText(/Converted from HEIC/)).toBeVisible()
  await expect(tile.getByText(/120 × 180/)).toBeVisible()
})
