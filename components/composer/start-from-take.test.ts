import { expect, test } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { chainAddress, readChainStart, unreadWords } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { createDraft, type Draft } from './draft.ts'
import { projectDraft } from './project-draft.ts'
import { partFor, startedWords, startFromTake, type TakeStart } from './start-from-take.ts'

const requests = {
  uniall: {
    vendor: 'uniall',
    model: 'seedance2.0-fast',
    mode: 'text_to_video',
    prompt: 'A fox',
    ratio: '9:16',
    resolution: '720p',
    duration: 8,
  },
  loova: {
    vendor: 'loova',
    mode: 'reference',
    prompt: '@Image1 in the snow',
    ratio: '16:9',
    images: [{ url: 'https://example.com/fox.png' }],
  },
} as const satisfies Record<string, GenerationRequest>

function start(vendor: keyof typeof requests, kind: TakeStart['kind'], at: number | null = null): TakeStart {
  const request = requests[vendor]
  const model = vendor === 'uniall' ? 'seedance2.0-fast' : 'seedance_2_0'
  // Only what is read here of a take.
  return { take: { id: 'take', vendor, model, mode: request.mode, request } as unknown as TakeView, kind, at }
}

const file = { upload: 'upload', name: 'file' }
const mine: Draft = { ...createDraft('seedance2ai'), prompt: 'My own words', images: [{ upload: 'mine' }] }

test('the last frame becomes the first image of a request with the take’s own settings', () => {
  const asked = start('uniall', 'continue')
  expect(partFor(asked)).toEqual({ what: 'last_frame' })
  expect(projectDraft(startFromTake(mine, asked, file)).raw).toEqual({
    ...requests.uniall,
    mode: 'image_to_video',
    images: [{ upload: 'upload' }],
  })
})

test('a vendor that extends gets the film itself', () => {
  const asked = start('uniall', 'extend')
  expect(partFor(asked)).toEqual({ what: 'video' })
  expect(projectDraft(startFromTake(mine, asked, file)).raw).toEqual({ ...requests.uniall, mode: 'extend', videos: [{ upload: 'upload' }] })
  expect(startedWords(asked)).toBe('UniAll will extend this take.')
})

test('where a vendor cannot extend, the last frame stands in, and that is said', () => {
  const asked = start('loova', 'extend')
  expect(partFor(asked)).toEqual({ what: 'last_frame' })
  expect(startFromTake(mine, asked, file)).toMatchObject({ vendor: 'loova', mode: 'image_to_video', videos: [] })
  expect(startedWords(asked)).toContain('cannot extend')
})

test('the prompt comes along, but no mention of it means another file in silence', () => {
  expect(startFromTake(mine, start('loova', 'continue'), file)).toMatchObject({ prompt: '@Image? in the snow', images: [file] })
})

test('a reference joins what is there already', () => {
  expect(startFromTake(mine, start('loova', 'reference'), file)).toEqual({ ...mine, mode: 'reference', videos: [file] })
  const frame = start('loova', 'reference', 1.5)
  expect(partFor(frame)).toEqual({ what: 'frame', at: 1.5 })
  expect(startFromTake(mine, frame, file)).toEqual({ ...mine, mode: 'reference', images: [...mine.images, file] })
})

test('a grabbed frame starts a new request', () => {
  const asked = start('loova', 'frame', 2.25)
  expect(partFor(asked)).toEqual({ what: 'frame', at: 2.25 })
  expect(startFromTake(mine, asked, file)).toMatchObject({ vendor: 'loova', mode: 'image_to_video', images: [file] })
})

test('an address says how to start, and anything else is the plain form', () => {
  for (const kind of ['continue', 'extend', 'reference', 'frame'] as const) {
    for (const at of [null, 0, 2.541666]) {
      const address = chainAddress({ taskId: 'a b', kind, at })
      const query = Object.fromEntries(new URL(address, 'http://localhost').searchParams)
      expect(readChainStart(query)).toEqual({ taskId: 'a b', kind, at })
      expect(unreadWords(query)).toBeNull()
    }
  }
  expect(readChainStart({ from: 'a', chain: 'frame', at: 'soon' })).toEqual({ taskId: 'a', kind: 'frame', at: null })
  for (const query of [{}, { from: 'a' }, { chain: 'continue' }, { from: 'a', chain: 'wipe' }, { from: ['a', 'b'], chain: 'continue' }])
    expect(readChainStart(query)).toBeNull()
})

test('what an address asks for and the form does not know is told', () => {
  for (const query of [{}, { from: 'a' }, { from: 'a', chain: 'frame', at: '2' }]) expect(unreadWords(query)).toBeNull()
  for (const [query, names] of [
    [{ prompt: 'Fog' }, '“prompt”'],
    [{ from: 'a', chain: 'wipe' }, '“chain”'],
    [{ chain: 'frame' }, '“chain”'],
    [{ from: 'a', chain: 'frame', at: 'soon' }, '“at”'],
    [{ from: ['a', 'b'], vendor: 'loova' }, '“vendor” and “from”'],
    [{ a: '1', b: '2', c: '3', d: '4' }, '“a”, “b”, “c” and more'],
  ] as const)
    expect(unreadWords(query as unknown as Record<string, string>)).toContain(`does not know ${names} in`)
})
