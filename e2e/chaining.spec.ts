import type { APIRequestContext, Page } from '@playwright/test'
import type { TaskView } from '#lib/generation/task-view.ts'
import { submitTask, waitForTask } from './api-task.ts'
import { expect, expectAccessible, test } from './fixtures.ts'
import { expectPlays, field, take } from './pages.ts'

async function makeTake(api: APIRequestContext, prompt: string, vendor: 'uniall' | 'loova'): Promise<TaskView> {
  const where = vendor === 'uniall' ? ({ vendor, resolution: '480p', ratio: '1:1' } as const) : ({ vendor, ratio: '1:1' } as const)
  const { id } = await submitTask(api, { ...where, mode: 'text_to_video', prompt, duration: 5 })
  const task = await waitForTask(api, id)
  expect(task.state).toBe('succeeded')
  return task
}

/** How far a picture is from what this browser shows of the film at a second, of 255 per colour: on average, and for the worst pixel. */
async function distance(
  page: Page,
  pictureUrl: string,
  take: TaskView,
  second: number,
): Promise<{ mean: number; width: number; worst: number }> {
  return page.evaluate(
    async ({ pictureUrl, filmUrl, second }) => {
      const film = document.createElement('video')
      film.muted = true
      film.preload = 'auto'
      film.src = filmUrl
      await new Promise((resolve, reject) => {
        film.addEventListener('loadeddata', resolve, { once: true })
        film.addEventListener('error', reject, { once: true })
      })
      const shown = new Promise((resolve) => film.requestVideoFrameCallback(resolve))
      film.currentTime = second
      await new Promise((resolve) => film.addEventListener('seeked', resolve, { once: true }))
      if (second > 0) await shown
      const picture = new Image()
      picture.src = pictureUrl
      await picture.decode()
      const read = (source: CanvasImageSource) => {
        const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight)
        const pen = canvas.getContext('2d', { willReadFrequently: true })
        if (!pen) throw new Error('no canvas')
        pen.drawImage(source, 0, 0, canvas.width, canvas.height)
        return pen.getImageData(0, 0, canvas.width, canvas.height).data
      }
      const [one, other] = [read(film), read(picture)]
      let sum = 0
      let worst = 0
      for (let index = 0; index < one.length; index++) {
        const gap = Math.abs((one[index] ?? 0) - (other[index] ?? 0))
        sum += gap
        worst = Math.max(worst, gap)
      }
      return { mean: sum / one.length, worst, width: film.videoWidth === picture.naturalWidth ? film.videoWidth : Number.NaN }
    },
    { pictureUrl, filmUrl: `/api/tasks/${take.id}/video`, second },
  )
}

/** The address of the file that the next press makes. */
async function nextFile(page: Page): Promise<string> {
  const made = await page.waitForResponse((response) => /\/api\/tasks\/[^/]+\/files$/.test(response.url()))
  return (await made.json()).url
}

test('a take goes on from its very last frame, and each end of the chain leads to the other', async ({ page, prompt, api }) => {
  const before = await makeTake(api, prompt, 'uniall')
  await page.goto('/')
  const card = take(page, prompt)
  await card.getByRole('button', { name: 'More for this take' }).click()
  const pictureUrl = nextFile(page)
  await page.getByRole('menuitem', { name: 'Continue from last frame' }).click()

  await expect(field(page, 'Mode')).toHaveValue('image_to_video')
  await expect(field(page, 'Vendor')).toHaveValue('uniall')
  await expect(field(page, 'Prompt')).toHaveValue(prompt)
  await expect(field(page, 'Prompt')).toBeFocused()
  await expect(page.getByRole('listitem').filter({ hasText: 'Last frame of' })).toContainText(
    `${before.video?.width} × ${before.video?.height}`,
  )
  const gap = await distance(page, await pictureUrl, before, before.video?.duration ?? 0)
  expect(gap).toMatchObject({ width: before.video?.width })
  expect(gap.mean).toBeLessThan(2)
  // A frame earlier is another picture, so the measure can tell.
  expect((await distance(page, await pictureUrl, before, 1)).mean).toBeGreaterThan(2 * gap.mean)

  await field(page, 'Prompt').fill(`${prompt}, the storm passes`)
  await page.getByRole('button', { name: 'Generate' }).click()
  const continued = take(page, `${prompt}, the storm passes`)
  await expectPlays(continued.locator('video'))
  await continued.getByRole('link', { name: `${prompt}, the storm passes` }).click()
  await expect(page).toHaveURL(/\/tasks\//)
  await expect(page.getByRole('heading', { name: 'Continued from' })).toBeVisible()
  await page.getByRole('link', { name: /Starts from its frame at 0:0/ }).click()
  await expect(page).toHaveURL(`/tasks/${before.id}`)
  await expect(page.getByRole('heading', { name: 'Continued in' })).toBeVisible()
  await expectAccessible(page)

  expect((await api.delete(`/api/v1/tasks/${before.id}`)).status()).toBe(204)
  expect((await page.request.get(await pictureUrl)).status()).toBe(200)
})

test('UniAll extends the film itself; elsewhere the last frame stands in, and that is said', async ({ page, prompt, api }) => {
  const [film, other] = await Promise.all([makeTake(api, prompt, 'uniall'), makeTake(api, `${prompt} elsewhere`, 'loova')])
  await page.goto(`/tasks/${film.id}`)
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Extend' }).click()
  await expect(field(page, 'Mode')).toHaveValue('extend')
  await expect(page.getByText('UniAll will extend this take.')).toBeVisible()
  const sent = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/'))
  await page.getByRole('button', { name: 'Generate' }).click()
  await sent
  await expect(take(page, prompt).filter({ hasText: 'Extend' })).toBeVisible()
  const list = await (await api.get('/api/v1/tasks', { params: { q: prompt } })).json()
  const extended = list.items.find((task: TaskView) => task.mode === 'extend')
  expect(extended.request).toMatchObject({ vendor: 'uniall', resolution: '480p', videos: [{ upload: expect.any(String) }] })

  await page.goto(`/?from=${other.id}&chain=extend`)
  await expect(page.getByText('Loova cannot extend a film by itself')).toBeVisible()
  await expect(field(page, 'Mode')).toHaveValue('image_to_video')
  await expect(page).toHaveURL('/')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(field(page, 'Vendor')).toHaveValue('uniall')
})

test('the frame at the playhead is the one on the screen, and a take joins the form as a reference', async ({ page, prompt, api }) => {
  const film = await makeTake(api, prompt, 'loova')
  await page.goto(`/tasks/${film.id}`)
  const player = page.locator('video')
  await player.evaluate(async (video: HTMLVideoElement) => {
    const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve))
    // In the middle of a frame, as a mouse would leave it.
    video.currentTime = 2.03
    await shown
  })
  const pictureUrl = nextFile(page)
  await page.getByRole('button', { name: 'Grab frame' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('img', { name: /The frame at 0:02/ })).toBeVisible()
  await expectAccessible(page)
  expect((await distance(page, await pictureUrl, film, 2.03)).mean).toBeLessThan(2)
  const download = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toMatch(/^Frame at 2\.\d\d s of /)

  await dialog.getByRole('link', { name: 'Use as first frame' }).click()
  await expect(field(page, 'Mode')).toHaveValue('image_to_video')
  await expect(page.getByRole('listitem').filter({ hasText: 'Frame at 2.0' })).toBeVisible()

  await page.goto('/gallery')
  await field(page, 'Search').or(page.getByRole('searchbox')).first().fill(prompt)
  const tile = take(page, prompt)
  await tile.hover()
  await tile.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Use as reference' }).click()
  await expect(page.getByText('The take is now among your videos.')).toBeVisible()
  await expect(field(page, 'Mode')).toHaveValue('reference')
  // What stood in the form stays: the frame, and now the film beside it.
  await expect(page.getByRole('button', { name: 'Remove image 1' }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove video 1' }).first()).toBeVisible()
})
