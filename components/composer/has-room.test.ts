import { expect, test } from 'vitest'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Mode, VendorId } from '#lib/generation/request.ts'
import { createDraft } from './draft.ts'
import { hasRoom } from './has-room.ts'
import { projectDraft } from './project-draft.ts'

function roomFor(kind: ListField, vendor: VendorId, mode: Mode, counts: Partial<Record<ListField, number>>): boolean {
  const lists = Object.entries(counts).map(([field, count]) => [field, Array.from({ length: count }, () => ({ url: 'https://a.example' }))])
  const draft = { ...createDraft(vendor), mode, ...Object.fromEntries(lists) }
  return hasRoom(draft, projectDraft(draft), kind)
}

test('a list takes files until it is full', () => {
  expect(roomFor('images', 'loova', 'reference', { images: 8 })).toBe(true)
  expect(roomFor('images', 'loova', 'reference', { images: 9 })).toBe(false)
  expect(roomFor('videos', 'loova', 'reference', { images: 9 })).toBe(true)
  expect(roomFor('images', 'loova', 'reference', { images: 12 })).toBe(false)
})

test('a vendor’s limit over all files fills every list', () => {
  expect(roomFor('audios', 'seedance2ai', 'reference', { images: 8, videos: 3 })).toBe(true)
  expect(roomFor('audios', 'seedance2ai', 'reference', { images: 9, videos: 3 })).toBe(false)
  expect(roomFor('images', 'seedance2ink', 'reference', { images: 3, videos: 2 })).toBe(false)
})

test('one more is welcome where another mode takes it', () => {
  expect(roomFor('images', 'loova', 'image_to_video', { images: 1 })).toBe(true)
  expect(roomFor('images', 'loova', 'first_last_frames', { images: 2 })).toBe(true)
  expect(roomFor('videos', 'uniall', 'extend', { videos: 1 })).toBe(true)
  // Kept aside, so in nobody's way.
  expect(roomFor('images', 'loova', 'image_to_video', { images: 1, videos: 5 })).toBe(true)
})
