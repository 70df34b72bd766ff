import { describe, expect, test } from 'vitest'
import { applyFixToDraft } from './apply-fix.ts'
import { addPending, createDraft, draftFromUsedAgain, splitAddresses } from './draft.ts'
import { findStoredDraft, storeDraft } from './draft-storage.ts'
import { changedFields, visibleIssues } from './issue-visibility.ts'
import { projectDraft } from './project-draft.ts'

function memoryStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  }
}

test('parts addresses on one line, and leaves commas and spaces inside one alone', () => {
  expect(splitAddresses('https://a.example/1.png, https://a.example/2.png https://a.example/3.png,')).toEqual([
    'https://a.example/1.png',
    'https://a.example/2.png',
    'https://a.example/3.png',
  ])
  expect(splitAddresses('https://a.example/w_1,h_2/a.png')).toEqual(['https://a.example/w_1,h_2/a.png'])
})

test('a request survives the way into the form and back', () => {
  const request = {
    vendor: 'uniall',
    model: 'seedance2.0',
    mode: 'reference',
    prompt: 'Fog',
    ratio: '1:1',
    resolution: '720p',
    duration: 7,
    images: [{ url: 'https://example.com/a.png', width: 800, height: 600 }],
    generateAudio: false,
    seed: 0,
  } as const
  const draft = draftFromUsedAgain({ request: { ...request, images: [...request.images] }, uploads: {}, assumed: [] })
  expect(projectDraft(draft).raw).toEqual(request)
})

test('a request used again brings its uploads under their names, and marks those that are gone', () => {
  const upload = {
    id: 'kept',
    kind: 'image',
    name: 'harbour at dusk.png',
    url: '/api/uploads/kept/file',
    thumbnailUrl: '/api/uploads/kept/thumbnail',
    contentType: 'image/png',
    bytes: 2_000,
    sha256: 'a'.repeat(64),
    container: 'png',
    videoCodec: null,
    audioCodec: null,
    width: 1280,
    height: 720,
    duration: null,
    originalId: null,
    edit: null,
    fromTaskId: null,
    createdAt: '2026-11-21T00:00:00.000Z',
  } as const
  const images = [{ upload: 'kept' }, { upload: 'deleted', width: 640, height: 480 }, { url: 'https://example.com/a.png' }]
  const draft = draftFromUsedAgain({
    request: { vendor: 'loova', mode: 'reference', prompt: 'Fog', images },
    uploads: { kept: upload },
    assumed: [],
  })
  expect(draft.images).toEqual([
    {
      upload: 'kept',
      name: 'harbour at dusk.png',
      previewUrl: '/api/uploads/kept/file',
      thumbnailUrl: '/api/uploads/kept/thumbnail',
      bytes: 2_000,
      width: 1280,
      height: 720,
      container: 'png',
    },
    { ...images[1], isGone: true },
    images[2],
  ])
  expect(projectDraft(draft).raw.images).toEqual([{ upload: 'kept', width: 1280, height: 720 }, images[1], images[2]])
})

test('several pasted lines are several addresses', () => {
  expect(splitAddresses(' https://a.example/1.png \r\n\n https://a.example/2.png')).toEqual([
    'https://a.example/1.png',
    'https://a.example/2.png',
  ])
})

test('adding what was typed empties the address field', () => {
  const draft = addPending({ ...createDraft(), videos: [{ url: 'https://a.example/1.mp4' }], pendingVideos: 'https://a.example/2.mp4' })
  expect(draft.videos).toEqual([{ url: 'https://a.example/1.mp4' }, { url: 'https://a.example/2.mp4' }])
  expect(draft.pendingVideos).toBe('')
})

describe('a fix', () => {
  test('sets numbers and falsy values as they are', () => {
    const fixed = applyFixToDraft(createDraft('uniall'), { label: '', set: { duration: 15, seed: 0, watermark: false } })
    expect(fixed).toMatchObject({ duration: '15', seed: '0', watermark: 'off' })
  })

  test('keeps the name and thumbnail of the references that stay', () => {
    const images = [{ upload: 'u1', name: 'one.png', previewUrl: '/u1' }, { url: 'ftp://a.example/b.png' }]
    const fixed = applyFixToDraft({ ...createDraft(), images, pendingImages: 'x' }, { label: '', set: { images: [{ upload: 'u1' }] } })
    expect(fixed.images).toEqual([{ upload: 'u1', name: 'one.png', previewUrl: '/u1' }])
    expect(fixed.pendingImages).toBe('')
  })

  test('takes fields out', () => {
    const draft = {
      ...createDraft('uniall'),
      seed: '4',
      ratio: '21:9',
      cameraFixed: 'on' as const,
      audios: [{ url: 'https://a.example/a.mp3' }],
    }
    const fixed = applyFixToDraft(draft, { label: '', unset: ['seed', 'ratio', 'cameraFixed', 'audios', 'duration'] })
    expect(fixed).toMatchObject({ seed: '', ratio: '', cameraFixed: 'default', audios: [], duration: '' })
  })
})

describe('the kept draft', () => {
  test('comes back to its owner and to nobody else', () => {
    const storage = memoryStorage()
    storeDraft('ada', { ...createDraft(), prompt: 'Fog' }, () => storage)
    expect(findStoredDraft('ada', () => storage)?.prompt).toBe('Fog')
    expect(findStoredDraft('ben', () => storage)).toBeNull()
  })

  test('is forgotten when it cannot be read, or when the browser keeps nothing', () => {
    const storage = memoryStorage()
    storage.setItem('dailies.draft.1.ada', '{"vendor":"gone"}')
    expect(findStoredDraft('ada', () => storage)).toBeNull()
    const forbidden = () => {
      throw new Error('SecurityError')
    }
    expect(findStoredDraft('ada', forbidden)).toBeNull()
    expect(() => storeDraft('ada', createDraft(), forbidden)).not.toThrow()
  })
})

describe('messages', () => {
  const missing = { path: 'prompt', code: 'required', message: 'Needs a prompt.', severity: 'error' } as const
  const wrong = { path: 'duration', code: 'too_big', message: 'Too long.', severity: 'error' } as const

  test('say what is wrong at once, and what is missing only after a touch or a try', () => {
    expect(visibleIssues([missing, wrong], new Set(), false)).toEqual([wrong])
    expect(visibleIssues([missing, wrong], new Set(['prompt']), false)).toEqual([missing, wrong])
    expect(visibleIssues([missing, wrong], new Set(), true)).toEqual([missing, wrong])
  })

  test('of the server go when their field changes, the address field counting for its list', () => {
    const before = createDraft()
    expect(changedFields(before, { ...before, prompt: 'x' })).toEqual(new Set(['prompt']))
    expect(changedFields(before, { ...before, pendingImages: 'x' })).toEqual(new Set(['pendingImages', 'images']))
  })
})
