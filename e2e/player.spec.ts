import { createHash } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { createFinishedTask } from './api-task.ts'
import { expect, still, test } from './fixtures.ts'
import { createShareLink, landingMs } from './pages.ts'

test.use(still)

const timeOf = (film: Locator) => film.evaluate((video: HTMLVideoElement) => video.currentTime)
const isSeekable = (film: Locator) => film.evaluate((video: HTMLVideoElement) => video.readyState >= 1 && !video.seeking)

/** The parts of the film that were answered, by where they begin. */
function watchParts(page: Page): number[] {
  const starts: number[] = []
  page.on('response', (response) => {
    const range = /^bytes (\d+)-/.exec(response.headers()['content-range'] ?? '')
    if (response.status() === 206 && response.url().includes('/video') && range) starts.push(Number(range[1]))
  })
  return starts
}

test('a film is sought in by its strip, with keys and with the mouse, and only what is shown is fetched', async ({ page, api, prompt }) => {
  const task = await createFinishedTask(api, prompt)
  const starts = watchParts(page)
  await page.goto(`/tasks/${task.id}`)
  const film = page.locator('video')
  await expect.poll(() => isSeekable(film)).toBe(true)

  const position = page.getByRole('slider', { name: 'Position in the film' })
  await position.focus()
  await position.press('End')
  await expect.poll(() => timeOf(film)).toBeGreaterThan(3.8)
  await expect(position).toHaveAttribute('aria-valuetext', /^(3\.9|4\.0) of 4\.0 seconds$/)
  await position.press('Home')
  await expect.poll(() => timeOf(film)).toBe(0)
  await position.press('ArrowRight')
  await expect.poll(() => timeOf(film)).toBeCloseTo(0.04, 2)

  await position.hover({ position: { x: 40, y: 20 } })
  await expect(page.locator('figure', { hasText: / s$/ })).toBeVisible()
  const box = await position.boundingBox()
  if (!box) throw new Error('the strip is not shown')
  await position.click({ position: { x: box.width * 0.75, y: 20 } })
  await expect.poll(() => timeOf(film)).toBeGreaterThan(2.7)
  expect(starts).toContain(0)

  await page.getByRole('combobox', { name: 'Speed' }).selectOption('0.5')
  await page.getByRole('button', { name: 'Loop' }).click()
  expect(await film.evaluate((video: HTMLVideoElement) => [video.playbackRate, video.loop])).toEqual([0.5, true])

  // A busy browser tells late where a film stands; this one never does.
  await page.evaluate(() => {
    for (const name of ['timeupdate', 'seeking', 'seeked']) window.addEventListener(name, (event) => event.stopImmediatePropagation(), true)
  })
  for (const key of ['End', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await position.press(key)
  expect(await timeOf(film)).toBeCloseTo(0.12, 2)
})

test('a film in H.265 plays from a copy, and its original is kept to the byte', async ({ page, api, prompt, strangerPage }) => {
  const task = await createFinishedTask(api, `${prompt} [sandbox:hevc]`)
  await page.goto(`/tasks/${task.id}`)
  const film = page.locator('video')
  // Made after the take is told as ready, behind the films of others.
  await expect(film).toHaveAttribute('src', /playable/, { timeout: landingMs })
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(task.video?.width)
  await expect(page.getByText('From an H.264 copy, as not every browser plays the original')).toBeVisible()

  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download', exact: true }).click()
  const download = await saved
  expect(download.suggestedFilename()).toMatch(/ \d{4}-\d\d-\d\d\.mp4$/)
  const hash = createHash('sha256')
  for await (const chunk of await download.createReadStream()) hash.update(chunk)
  expect(hash.digest('hex')).toBe(task.video?.sha256)

  await strangerPage.goto(await createShareLink(page))
  await expect.poll(() => strangerPage.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(task.video?.width)
  await expect(strangerPage.getByRole('slider', { name: 'Position in the film' })).toBeVisible()
})

/** As object storage answers when a signature runs out: the first part came, the next is refused, and a new address works. */
async function endAddressOnce(page: Page, id: string): Promise<string[]> {
  const refused: string[] = []
  await page.route(`**/api/tasks/${id}/video*`, async (route) => {
    const range = route.request().headers().range ?? ''
    if (refused.length > 0) await route.continue()
    else if (range === 'bytes=0-') {
      const response = await route.fetch({ headers: { ...route.request().headers(), range: 'bytes=0-299999' } })
      await route.fulfill({ response })
    } else {
      refused.push(range)
      await route.fulfill({ status: 403 })
    }
  })
  return refused
}

const play = (film: Locator) =>
  film.evaluate((video: HTMLVideoElement) => {
    video.muted = true
    video.play().catch(() => undefined)
  })

test('a film whose address has ended goes on where it stood', async ({ page, api, prompt, watch }) => {
  watch.allow(/403/)
  const task = await createFinishedTask(api, prompt)
  const refused = await endAddressOnce(page, task.id)
  await page.goto(`/tasks/${task.id}`)
  const film = page.locator('video')
  await play(film)
  await expect.poll(() => timeOf(film)).toBeGreaterThan(3.8)
  expect(refused).toHaveLength(1)
  await expect(page.getByRole('alert').filter({ hasText: 'could not play' })).toHaveCount(0)
})

test('a film that broke off before the page was ready is opened again', async ({ page, api, prompt, watch }) => {
  watch.allow(/403/)
  const task = await createFinishedTask(api, prompt)
  await endAddressOnce(page, task.id)
  const broken = Promise.withResolvers<void>()
  await page.route('**/_next/static/**/*.js', (route) => broken.promise.then(() => route.continue()))
  await page.goto(`/tasks/${task.id}`, { waitUntil: 'commit' })
  const film = page.locator('video')
  await play(film)
  const hasError = () => film.evaluate((video: HTMLVideoElement) => video.error !== null)
  await expect.poll(hasError).toBe(true)
  broken.resolve()
  await expect.poll(hasError).toBe(false)
  await play(film)
  await expect.poll(() => timeOf(film)).toBeGreaterThan(3.8)
})
