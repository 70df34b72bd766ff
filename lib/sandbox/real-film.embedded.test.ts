import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createMedia } from '#lib/media/create-media.ts'
import { openSandbox } from './testing/open-sandbox.ts'

const media = createMedia()
afterAll(() => media.close())

test('yields a film of the asked ratio and length, which can be continued as a reference', { timeout: 60_000 }, async () => {
  await using open = await openSandbox({ media, renderSeconds: 0 })
  const create = async (change: Record<string, unknown>) => {
    const order = { prompt: 'A lighthouse in a storm, slow push-in [sandbox:slow=0]', ratio: '21:9', duration: 4, ...change }
    const { body } = await open.call('loova', 'POST', '/video/seedance-2', order)
    await open.pass(0)
    return (await open.call('loova', 'GET', `/tasks?task_id=${body.data.task_id}`)).body.data
  }
  const probe = async (url: string) => {
    const file = path.join(open.directory, 'downloaded.mp4')
    await writeFile(file, new Uint8Array(await (await open.sandbox.fetch(url)).arrayBuffer()))
    return media.probe(file)
  }
  const first = await create({})
  expect(first.status).toBe('succeeded')
  const probed = await probe(first.result.video_url)
  expect(probed).toMatchObject({ ok: true, facts: { width: 1274, height: 546, videoCodec: 'avc', audioCodec: 'aac' } })
  expect(probed.ok && Math.abs((probed.facts.duration ?? 0) - 4)).toBeLessThan(0.05)
  const images = { image_urls: ['https://example.com/a.png'], video_urls: [first.result.video_url] }
  const next = await create({ ratio: '9:16', ...images })
  expect(await probe(next.result.video_url)).toMatchObject({ ok: true, facts: { width: 720, height: 1280 } })
})
