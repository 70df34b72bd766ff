import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createCanvas } from '@napi-rs/canvas'
import type { Locator, Page, Request } from '@playwright/test'
import { noiseWav } from '#lib/media/testing/wav.ts'
import { expect, expectAccessible, test } from './fixtures.ts'
import { expectPlays, field, take } from './pages.ts'

interface TestFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** No two are alike, or one test's file would be known to the next. */
function picture(name: string, width = 640, height = 480): TestFile {
  const canvas = createCanvas(width, height)
  const ink = canvas.getContext('2d')
  ink.fillStyle = `#${randomBytes(3).toString('hex')}`
  ink.fillRect(0, 0, width, height)
  ink.fillStyle = `#${randomBytes(3).toString('hex')}`
  ink.fillRect(8, 8, randomBytes(1)[0] ?? 1, 99)
  return { name, mimeType: 'image/png', buffer: canvas.toBuffer('image/png') }
}

const sound = (name: string, bytes: number): TestFile => ({ name, mimeType: 'audio/wav', buffer: noiseWav(bytes) })

/** As the server tells a session. */
const partBytes = 8 * 1024 ** 2

type Area = 'images' | 'videos' | 'audios'

const area = (page: Page, kind: Area) => page.locator(`[data-reference-area=${kind}]`)
const tiles = (page: Page, kind: Area) =>
  area(page, kind)
    .getByRole('listitem')
    .filter({ has: page.locator('bdi') })
    .filter({ has: page.getByRole('button', { name: /^Remove / }) })
const names = (page: Page, kind: Area) => tiles(page, kind).locator('bdi')

async function openReference(page: Page): Promise<void> {
  await page.goto('/')
  await field(page, 'Vendor').selectOption({ label: 'Loova' })
  await field(page, 'Mode').selectOption({ label: 'Reference' })
}

async function pick(page: Page, kind: Area, files: TestFile | string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    area(page, kind)
      .getByRole('button', { name: /^Choose files/ })
      .click(),
  ])
  await chooser.setFiles(files)
}

/** Gives files to the page as a drop or a paste does. */
async function hand(target: Locator, how: 'drop' | 'paste', files: TestFile[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }))
  await target.evaluate(
    (element, { files: list, type }) => {
      const data = new DataTransfer()
      for (const { name, mimeType, base64 } of list) {
        data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: mimeType }))
      }
      const options = { bubbles: true, cancelable: true }
      element.dispatchEvent(
        type === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: data })
          : new ClipboardEvent('paste', { ...options, clipboardData: data }),
      )
    },
    { files: given, type: how },
  )
}

/** Every file of the request is at the server. */
async function expectArrived(page: Page): Promise<void> {
  await expect(page.getByText(/still on (its|their) way|could not be sent/)).toHaveCount(0, { timeout: 30_000 })
}

const offsetOf = (request: Request) => Number(new URL(request.url()).searchParams.get('offset'))

test('several files are dropped at once, told with their facts, and put in order by pointer and by keyboard', async ({ page }) => {
  await openReference(page)
  const files = [picture('keeper.png', 1024, 768), picture('lamp.png', 500, 800), picture('sea.png'), sound('waves.wav', 96_044)]
  await hand(area(page, 'images'), 'drop', files)
  await expect(names(page, 'images')).toHaveText(['keeper.png', 'lamp.png', 'sea.png'])
  await expect(names(page, 'audios')).toHaveText(['waves.wav'])
  await expect(tiles(page, 'images').first()).toContainText('1024 × 768')
  await expect(tiles(page, 'audios').first()).toContainText('0.5 s')
  await expect(tiles(page, 'images').first().locator('img')).toBeVisible()
  await expectArrived(page)

  const prompt = field(page, 'Prompt')
  await prompt.fill('@Image1 by the light of @Image2 and @Image3')
  const first = tiles(page, 'images')
    .first()
    .getByRole('button', { name: /^Order of/ })
  await first.focus()
  await first.press('ArrowDown')
  await expect(names(page, 'images')).toHaveText(['lamp.png', 'keeper.png', 'sea.png'])
  await expect(area(page, 'images').getByRole('status')).toHaveText('keeper.png is now image 2 of 3.')
  await expect(prompt).toHaveValue('@Image2 by the light of @Image1 and @Image3')
  await page.keyboard.press('End')
  await expect(names(page, 'images')).toHaveText(['lamp.png', 'sea.png', 'keeper.png'])
  await expect(page.getByRole('button', { name: 'Order of image 3, keeper.png: arrow keys move it' })).toBeFocused()

  const handle = tiles(page, 'images')
    .nth(2)
    .getByRole('button', { name: /^Order of/ })
  await handle.scrollIntoViewIfNeeded()
  const from = await handle.boundingBox()
  const to = await tiles(page, 'images').first().boundingBox()
  if (!from || !to) throw new Error('nothing to drag')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x, from.y, { steps: 4 })
  await page.mouse.move(to.x, to.y + 2, { steps: 8 })
  await page.mouse.up()
  await expect(names(page, 'images')).toHaveText(['keeper.png', 'lamp.png', 'sea.png'])
  await expect(prompt).toHaveValue('@Image1 by the light of @Image2 and @Image3')
  await expectAccessible(page)
})

test('a picture pasted on the prompt finds its list, what is no film or picture is refused, and a file can be stopped', async ({
  page,
}) => {
  await page.goto('/')
  await field(page, 'Vendor').selectOption({ label: 'Loova' })
  await field(page, 'Mode').selectOption({ label: 'Text to video' })
  await hand(field(page, 'Prompt'), 'paste', [picture('image.png')])
  await expect(names(page, 'images')).toHaveText(['image.png'])
  await expect(field(page, 'Mode')).toHaveValue('reference')
  await expect(field(page, 'Prompt')).toHaveValue('')
  await expectArrived(page)

  await pick(page, 'images', { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('Fade in: a harbour at dusk.') })
  await expect(area(page, 'images').getByRole('alert')).toContainText('“notes.png” is not an image, a video or an audio file')
  await expect(names(page, 'images')).toHaveText(['image.png'])

  const held = Promise.withResolvers<void>()
  await page.route('**/api/uploads', (route) => held.promise.then(() => route.abort()))
  await pick(page, 'images', picture('unwanted.png'))
  await expect(names(page, 'images')).toHaveText(['image.png', 'unwanted.png'])
  await expect(page.getByText('1 file still on its way.')).toBeVisible()
  await tiles(page, 'images')
    .last()
    .getByRole('button', { name: /^Remove / })
    .first()
    .click()
  await expect(names(page, 'images')).toHaveText(['image.png'])
  await expectArrived(page)
  held.resolve()
})

test('a broken connection costs nothing: the file goes on where it stopped, also after a reload', async ({ page, watch }, testInfo) => {
  watch.allow(/net::ERR_FAILED/)
  const offsets: number[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(offsetOf(request))
  })
  let breaks = 1
  // The first part goes through, the next does not.
  await page.route(/\/api\/uploads\/sessions\/[^/]+\?offset=[1-9]/, async (route) => {
    if (breaks === 0) return await route.continue()
    breaks -= 1
    return await route.abort()
  })
  const bringLarge = async (name: string) => {
    const file = sound(name, partBytes + 1024 ** 2)
    const onDisk = testInfo.outputPath(name)
    await writeFile(onDisk, file.buffer)
    await pick(page, 'audios', onDisk)
    return { ...file, onDisk }
  }
  const broken = area(page, 'audios').getByText(/The connection broke at \d+ %/)

  await openReference(page)
  await bringLarge('surf.wav')
  await expect(broken).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Generate waits for it: nothing was ordered.' })).toBeVisible()
  await expectArrived(page)
  expect(offsets).toEqual([0, partBytes, partBytes])

  offsets.length = 0
  breaks = Number.POSITIVE_INFINITY
  const { buffer, onDisk } = await bringLarge('tide.wav')
  await expect(broken).toBeVisible({ timeout: 30_000 })
  await page.reload()
  await expect(area(page, 'audios').getByRole('alert')).toContainText('Choose “tide.wav” again')
  offsets.length = 0
  breaks = 0
  await pick(page, 'audios', onDisk)
  await expect(names(page, 'audios')).toHaveText(['surf.wav', 'tide.wav'])
  await expectArrived(page)
  expect(offsets).toEqual([partBytes])
  const sha256 = createHash('sha256').update(buffer).digest('hex')
  const kept = await page.request.get(`/api/uploads/known?sha256=${sha256}&bytes=${buffer.length}`)
  expect((await kept.json()).bytes).toBe(buffer.length)
})

test('a file of any name goes to the vendor, is sent once only, and comes back from the library and as a take', async ({
  page,
  prompt,
}) => {
  const hostile = picture(`..\\..\\🎬 ${'long '.repeat(60)}name.png`)
  await openReference(page)
  await field(page, 'Prompt').fill(prompt)
  await pick(page, 'images', hostile)
  await expect(names(page, 'images')).toContainText('🎬')
  await expectArrived(page)
  await page.getByRole('button', { name: 'Generate' }).click()
  await expectPlays(take(page, prompt).locator('video'))

  const sends: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/api\/uploads(\/sessions)?$/.test(request.url())) sends.push(request.url())
  })
  await pick(page, 'images', { ...hostile, name: 'the same.png' })
  await expect(area(page, 'images').getByText('Already in your library: nothing was sent.')).toBeVisible()
  expect(sends).toEqual([])
  await tiles(page, 'images')
    .last()
    .getByRole('button', { name: /^Remove / })
    .first()
    .click()

  await area(page, 'images')
    .getByRole('button', { name: /^From library/ })
    .click()
  const library = page.getByRole('dialog', { name: 'From your library: images' })
  await library.getByRole('searchbox', { name: 'Search names and prompts' }).fill(prompt)
  await expect(library.getByRole('button', { name: /🎬/ })).toHaveCount(1)
  await library.getByRole('searchbox').press('ArrowDown')
  await expect(library.getByRole('button', { name: /🎬/ })).toBeFocused()
  await page.keyboard.press('Space')
  await expectAccessible(page)
  await library.getByRole('button', { name: 'Add image' }).click()
  await expect(tiles(page, 'images')).toHaveCount(2)

  await area(page, 'videos')
    .getByRole('button', { name: /^From takes/ })
    .click()
  const takes = page.getByRole('dialog', { name: 'From your takes: videos' })
  await takes.getByRole('searchbox').fill(prompt)
  await takes.getByRole('button', { name: prompt }).click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(tiles(page, 'videos')).toHaveCount(1)
  await expect(tiles(page, 'videos')).toContainText('H.264')
})
