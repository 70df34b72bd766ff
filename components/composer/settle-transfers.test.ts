import { expect, test } from 'vitest'
import type { Transfer } from '#components/uploads/transfer-queue.ts'
import { linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { applyFixToDraft } from './apply-fix.ts'
import { assessDraft } from './assess-draft.ts'
import { createDraft, type Draft } from './draft.ts'
import { makeRoomFor } from './make-room.ts'
import { projectDraft } from './project-draft.ts'
import { listFacts } from './reference-facts.ts'
import { settleTransfers } from './settle-transfers.ts'
import { noteAddress } from './use-link-checks.ts'

const key = 'sending-1'
const transfer: Transfer = {
  key,
  file: new File(['x'], 'storm.mp4'),
  stage: 'reading',
  progress: 0,
  message: null,
  facts: null,
  picture: null,
  upload: null,
  wasKnown: false,
}
const facts = { kind: 'video', container: 'mp4', width: 1920, height: 1080, duration: 20, videoCodec: 'avc', audioCodec: null } as const
const upload = uploadViewSchema.parse({
  id: 'u1',
  kind: 'video',
  name: 'storm.mp4',
  url: '/api/uploads/u1/file',
  thumbnailUrl: null,
  contentType: 'video/mp4',
  bytes: 12_000_000,
  sha256: 'aa',
  container: 'mp4',
  videoCodec: 'avc',
  audioCodec: null,
  width: 1920,
  height: 1080,
  duration: 7.5,
  originalId: null,
  edit: null,
  fromTaskId: null,
  createdAt: '2026-11-21T00:00:00.000Z',
})
const sending = { upload: key, key, name: 'storm.mp4', bytes: 12_000_000 }
const draft: Draft = { ...createDraft('seedance2ai'), mode: 'reference', prompt: '@Video1', videos: [sending] }

test('what the browser measured is judged before anything was sent, and the server has the last word', () => {
  const measured = settleTransfers(draft, () => ({ ...transfer, facts })).draft
  expect(assessDraft(measured, []).issues).toContainEqual(expect.objectContaining({ path: 'videos', index: 0, code: 'too_big' }))
  const arrived = settleTransfers(measured, () => ({ ...transfer, facts, upload })).draft
  expect(arrived.videos).toEqual([expect.objectContaining({ upload: 'u1', key, duration: 7.5 })])
  expect(assessDraft(arrived, []).issues.filter((issue) => issue.path === 'videos')).toEqual([])
  expect(projectDraft(arrived).raw.videos).toEqual([{ upload: 'u1', width: 1920, height: 1080, duration: 7.5 }])
  expect(listFacts(arrived.videos[0] ?? {})).toEqual(['1920 × 1080', '7.5 s', '12 MB', 'H.264'])
})

test('nothing new leaves the draft as it is', () => {
  expect(settleTransfers(draft, () => transfer).draft).toBe(draft)
  expect(settleTransfers(draft, () => null).draft).toBe(draft)
  const once = settleTransfers(draft, () => ({ ...transfer, facts })).draft
  expect(settleTransfers(once, () => ({ ...transfer, facts })).draft).toBe(once)
})

test('a file that turns out to be of another kind goes to its own list, which comes into sight', () => {
  const settled = settleTransfers(draft, () => ({ ...transfer, facts: { ...facts, kind: 'audio' } }))
  expect(settled.draft.videos).toEqual([])
  expect(settled.draft.audios).toHaveLength(1)
  expect(settled.moved).toEqual([{ name: 'storm.mp4', to: 'audios' }])
  expect(makeRoomFor({ ...createDraft('loova'), mode: 'text_to_video' }, 'images').mode).toBe('reference')
  expect(makeRoomFor({ ...createDraft('loova'), mode: 'first_last_frames' }, 'images').mode).toBe('first_last_frames')
})

test('what lies at an address is told and judged, and goes with one press to the list where it belongs', () => {
  const url = 'https://example.com/clip'
  const found = linkedFileViewSchema.parse({
    ...upload,
    url,
    contentType: 'video/mp4',
    problem: null,
    checkedAt: '2026-11-21T00:00:00.000Z',
  })
  const noted = noteAddress({ ...draft, videos: [], images: [{ url }] }, url, found)
  expect(noted.images[0]).toMatchObject({ url, width: 1920, duration: 7.5 })
  const issue = assessDraft(noted, []).issues.find((one) => one.path === 'images' && one.index === 0)
  expect(issue).toMatchObject({ severity: 'error', fix: { label: 'Move it to Videos' } })
  const moved = applyFixToDraft(noted, issue?.fix ?? { label: '' })
  expect([moved.images, moved.videos]).toEqual([[], noted.images])

  const gone = linkedFileViewSchema.parse({ ...found, kind: null, problem: { code: 'web_page', message: 'This is a web page.' } })
  const warned = assessDraft(noteAddress({ ...draft, videos: [{ url }] }, url, gone), []).issues
  expect(warned).toContainEqual(expect.objectContaining({ path: 'videos', index: 0, severity: 'warning', message: 'This is a web page.' }))
  expect(noteAddress({ ...draft, videos: [{ url }] }, url, null, 7).videos).toEqual([
    { url, checked: { kind: null, problem: null, at: 7 } },
  ])
})
