import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import S3rver from 's3rver'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findReceipt, findTake } from '#lib/services/find-take.ts'
import { createShare, revokeShare } from '#lib/services/share-video.ts'
import { finishTake } from '#lib/services/testing/finished-take.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
import { createS3Storage } from '#lib/storage/s3-storage.ts'
import * as sharedPreview from '../s/[token]/preview/route.ts'
import * as sharedVideo from '../s/[token]/video/route.ts'
import * as poster from './tasks/[id]/poster/route.ts'
import * as preview from './tasks/[id]/preview/route.ts'
import * as video from './tasks/[id]/video/route.ts'
import { type CallOptions, callRoute } from './testing/call-route.ts'
import { cookieOf, openApp } from './testing/open-app.ts'

const { test, ana, ben } = await openApp()
let id: string

const strip = { columns: 2, rows: 1, frames: 2, frameWidth: 200, frameHeight: 113, interval: 2.5 }
const copy = 'a copy that plays everywhere'

/** A take in H.265 with all that lies beside it. */
beforeEach(async () => {
  id = await submitTake(test.context, ana.viewer, 'Ein Leuchtturm, „müde“')
  await finishTake(test.context, id, '0123456789')
  const [previewKey, playableKey] = [`videos/${id}/strip.webp`, `videos/${id}/play.mp4`]
  await test.context.storage.write(previewKey, Readable.from(['strip']), { contentType: 'image/webp' })
  await test.context.storage.write(playableKey, Readable.from([copy]), { contentType: 'video/mp4' })
  const playableSha256 = createHash('sha256').update(copy).digest('hex')
  await test.context.database.client.video.update({
    where: { taskId: id },
    data: { videoCodec: 'hevc', previewKey, preview: strip, playableKey, playableBytes: copy.length, playableSha256 },
  })
})

const asAna = (options: CallOptions = {}): CallOptions => ({
  ...options,
  params: { id },
  headers: { ...cookieOf(ana), ...options.headers },
})

describe('what lies beside a video', () => {
  it('is told with the take: what to play, the strip, and the copy in the receipt', async () => {
    expect(await findTake(test.context, ana.viewer, id)).toMatchObject({
      video: { url: `/api/tasks/${id}/video` },
      playUrl: `/api/tasks/${id}/video?playable=1`,
      preview: { ...strip, url: `/api/tasks/${id}/preview` },
    })
    expect(await findReceipt(test.context, ana.viewer, id)).toMatchObject({
      bytes: 10,
      playable: { bytes: copy.length, sha256: createHash('sha256').update(copy).digest('hex') },
    })
  })

  it('is served to its owner alone; the download is the original unless the copy is asked for', async () => {
    expect((await callRoute(preview.GET, '/api/tasks/x/preview', asAna())).text).toBe('strip')
    expect((await callRoute(video.GET, '/api/tasks/x/video?playable=1', asAna())).text).toBe(copy)
    expect((await callRoute(video.GET, '/api/tasks/x/video', asAna())).text).toBe('0123456789')
    expect((await callRoute(video.GET, '/api/tasks/x/video?download=1', asAna())).text).toBe('0123456789')
    const stranger = { params: { id }, headers: cookieOf(ben) }
    expect((await callRoute(preview.GET, '/api/tasks/x/preview', stranger)).status).toBe(404)
    expect((await callRoute(video.GET, '/api/tasks/x/video?playable=1', stranger)).status).toBe(404)
  })

  it('is kept by the owner’s browser for that person, and asked for again by whoever has a link', async () => {
    for (const handler of [video.GET, poster.GET, preview.GET]) {
      const { headers } = await callRoute(handler, '/api/tasks/x/file', asAna())
      expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
      expect(headers.get('vary')).toContain('cookie')
    }
    const shared = await createShare(test.context, ana.viewer, id)
    if (!shared.ok) throw new Error(shared.message)
    const params = { token: shared.share.token }
    for (const [handler, text] of [[sharedVideo.GET, copy] as const, [sharedPreview.GET, 'strip'] as const]) {
      const answer = await callRoute(handler, '/s/x/file?playable=1', { params })
      expect([answer.text, answer.headers.get('cache-control')]).toEqual([text, 'private, no-cache'])
    }
    await revokeShare(test.context, ana.viewer, shared.share.id)
    expect((await callRoute(sharedPreview.GET, '/s/x/preview', { params })).status).toBe(404)
  })

  it('is named after the prompt and the day, for old clients too', async () => {
    const { headers } = await callRoute(video.GET, '/api/tasks/x/video?download=1', asAna())
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="Ein Leuchtturm, _m_de_ 2026-11-21.mp4"; filename*=UTF-8''Ein%20Leuchtturm%2C%20%E2%80%9Em%C3%BCde%E2%80%9C%202026-11-21.mp4`,
    )
  })
})

describe('with object storage that browsers reach', () => {
  let directory: string
  let s3: S3rver

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'dailies-results-'))
    s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'takes' }] })
    const { port } = await s3.run()
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
    test.context.storage = createS3Storage({
      bucket: 'takes',
      endpoint: `http://127.0.0.1:${port}`,
      credentials,
      servesBrowsers: true,
    })
  })
  afterAll(async () => {
    await s3.close()
    await rm(directory, { recursive: true, force: true })
  })

  const player = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'video' }

  it('a player is sent to the file itself, for five minutes, and seeks there', async () => {
    const answer = await callRoute(video.GET, '/api/tasks/x/video', asAna({ headers: { ...player, range: 'bytes=2-3' } }))
    expect([answer.status, answer.text, answer.headers.get('cache-control')]).toEqual([302, '', 'private, no-store'])
    const location = new URL(answer.headers.get('location') ?? '')
    expect(location.searchParams.get('X-Amz-Expires')).toBe('300')
    const followed = await fetch(location, { headers: { range: 'bytes=2-3' } })
    expect([followed.status, await followed.text()]).toEqual([206, '23'])
    expect(followed.headers.get('content-type')).toBe('video/mp4')
    expect(followed.headers.get('content-disposition')).toContain('inline; filename="Ein Leuchtturm')
  })

  it('a download keeps its name; a small picture comes from here, for the browser to keep', async () => {
    const saved = await callRoute(video.GET, '/api/tasks/x/video?download=1', asAna({ headers: { 'sec-fetch-mode': 'navigate' } }))
    const file = await fetch(saved.headers.get('location') ?? '')
    expect([await file.text(), file.headers.get('content-disposition')]).toEqual([
      '0123456789',
      expect.stringContaining('attachment; filename="Ein Leuchtturm'),
    ])
    const shown = await callRoute(preview.GET, '/api/tasks/x/preview', asAna({ headers: { 'sec-fetch-mode': 'no-cors' } }))
    expect([shown.status, shown.text, shown.headers.get('cache-control')]).toEqual([200, 'strip', 'private, max-age=31536000, immutable'])
  })

  it('whoever cannot follow is served here: scripts, programs, HEAD', async () => {
    const scripts = await callRoute(video.GET, '/api/tasks/x/video', asAna({ headers: { 'sec-fetch-mode': 'cors', range: 'bytes=2-3' } }))
    expect([scripts.status, scripts.text, scripts.headers.get('content-range')]).toEqual([206, '23', 'bytes 2-3/10'])
    expect((await callRoute(video.GET, '/api/tasks/x/video', asAna())).text).toBe('0123456789')
    const head = await callRoute(video.HEAD, '/api/tasks/x/video', asAna({ method: 'HEAD', headers: player }))
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  })

  it('nobody is sent to a file that is gone, that is somebody else’s, or whose link is closed', async () => {
    const stranger = { params: { id }, headers: { ...cookieOf(ben), ...player } }
    expect((await callRoute(video.GET, '/api/tasks/x/video', stranger)).status).toBe(404)
    const shared = await createShare(test.context, ana.viewer, id)
    if (!shared.ok) throw new Error(shared.message)
    const visitor = { params: { token: shared.share.token }, headers: player }
    expect((await callRoute(sharedVideo.GET, '/s/x/video', visitor)).status).toBe(302)
    await revokeShare(test.context, ana.viewer, shared.share.id)
    expect((await callRoute(sharedVideo.GET, '/s/x/video', visitor)).status).toBe(404)
    await test.context.storage.remove(`videos/${id}/video.mp4`)
    expect((await callRoute(video.GET, '/api/tasks/x/video', asAna({ headers: player }))).status).toBe(404)
  })
})
