import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type GenerationRequest, type Mode, modes, vendorIds } from '#lib/generation/request.ts'
import type { TaskView } from '#lib/generation/task-view.ts'
import { createMedia } from '#lib/media/create-media.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Vendor } from '#lib/vendors/vendor.ts'
import { submitTask, waitForTask } from './api-task.ts'
import { expect, apiTest as test } from './fixtures.ts'

const media = createMedia()
test.afterAll(() => media.close())

const image = { url: 'https://references.invalid/first.png', width: 1280, height: 720 }
const lastImage = { url: 'https://references.invalid/last.png', width: 1280, height: 720 }
const video = { url: 'https://references.invalid/clip.mp4', duration: 4 }
const audio = { url: 'https://references.invalid/voice.mp3', duration: 4 }

function referencesOf(mode: Mode): Partial<GenerationRequest> {
  switch (mode) {
    case 'text_to_video':
      return {}
    case 'image_to_video':
      return { images: [image] }
    case 'first_last_frames':
      return { images: [image, lastImage] }
    case 'reference':
      return { images: [image], videos: [video], audios: [audio] }
    case 'edit':
    case 'extend':
      return { videos: [video] }
  }
}

/** The shortest request of that mode, with a ratio that is not the default where the mode has one. */
function requestFor(vendor: Vendor, mode: Mode): GenerationRequest {
  const rules = vendor.rules[vendor.defaultModel]?.[mode]
  if (!rules) throw new Error(`${vendor.id} has no ${mode}`)
  const ratio = rules.ratio.value
  return {
    vendor: vendor.id,
    mode,
    prompt: `${vendor.name}, ${mode}`,
    duration: rules.duration.value.values[0],
    ...(ratio.presence !== 'absent' && { ratio: ratio.options.includes('9:16') ? '9:16' : ratio.options[0] }),
    ...(rules.resolution.value.presence !== 'absent' && { resolution: rules.resolution.value.options[0] }),
    ...referencesOf(mode),
  }
}

const combinations = vendorIds.flatMap((id) => {
  const vendor = vendors[id]
  return modes.filter((mode) => vendor.rules[vendor.defaultModel]?.[mode]).map((mode) => ({ vendor, mode }))
})

// One after the other: each is ordered while those before it are made. More at once would only keep other tests' films waiting.
test.describe.configure({ mode: 'default' })

const orderedAhead = 2
const ordered: Promise<TaskView>[] = []

test('every documented vendor and mode is covered', () => {
  expect(combinations.length).toBeGreaterThanOrEqual(22)
})

for (const [index, { vendor, mode }] of combinations.entries()) {
  test(`${vendor.name}, ${mode}: the file has the asked duration and ratio`, async ({ api }) => {
    for (const next of combinations.slice(0, index + 1 + orderedAhead).slice(ordered.length)) {
      ordered.push(submitTask(api, requestFor(next.vendor, next.mode)))
    }
    const request = requestFor(vendor, mode)
    const order = await ordered[index]
    const task = await waitForTask(api, order?.id ?? '')
    expect(task.failure).toBeNull()
    expect(task.state).toBe('succeeded')

    const answer = await api.get(`/api/v1/tasks/${task.id}/video`)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['content-type']).toBe('video/mp4')
    const directory = await mkdtemp(path.join(tmpdir(), 'dailies-matrix-'))
    try {
      const file = path.join(directory, 'video.mp4')
      await writeFile(file, await answer.body())
      const probed = await media.probe(file)
      if (!probed.ok) throw new Error(`the file is ${probed.reason}`)
      const { facts } = probed
      expect(facts).toMatchObject({ kind: 'video', container: 'mp4', videoCodec: 'avc', audioCodec: 'aac' })
      expect(Math.abs((facts.duration ?? 0) - (request.duration ?? 0))).toBeLessThanOrEqual(0.1)
      const [across = 16, down = 9] = (request.ratio ?? '16:9').split(':').map(Number)
      expect((facts.width ?? 0) / (facts.height ?? 1)).toBeCloseTo(across / down, 1)
      expect(task.video).toMatchObject({ width: facts.width, height: facts.height })
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
    expect((await api.delete(`/api/v1/tasks/${task.id}`)).status()).toBe(204)
  })
}
