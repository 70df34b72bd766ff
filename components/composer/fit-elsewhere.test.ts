import { expect, test } from 'vitest'
import { assessDraft } from './assess-draft.ts'
import { createDraft, type Draft } from './draft.ts'
import { fitElsewhere } from './fit-elsewhere.ts'

const errorsOf = (draft: Draft) => assessDraft(draft, []).issues.filter((issue) => issue.severity === 'error')

test('makes the same change for every file that needs it', () => {
  const images = ['a', 'b', 'c'].map((name) => ({ url: `http://example.com/${name}.png` }))
  const draft: Draft = { ...createDraft('loova'), mode: 'reference', prompt: 'A fox', images, duration: '16' }
  const fitted = fitElsewhere(draft, 'seedance2ink')
  expect(errorsOf(fitted.draft)).toEqual([])
  expect(fitted.draft.images.map((image) => image.url)).toEqual(images.map((image) => image.url.replace('http:', 'https:')))
  expect(fitted.changes).toEqual(['Use https:// (3 times)', 'Shorten to 15 s'])
})

test('makes all the changes that a long list needs', () => {
  const images = Array.from({ length: 9 }, (_, index) => ({ url: `http://example.com/${index}.png` }))
  const videos = Array.from({ length: 3 }, (_, index) => ({ url: `http://example.com/${index}.mp4` }))
  const draft: Draft = { ...createDraft('loova'), mode: 'reference', prompt: '@Image9 near @Video1', images, videos, ratio: '21:9' }
  const fitted = fitElsewhere(draft, 'seedance2ink')
  expect(errorsOf(fitted.draft)).toEqual([])
  expect(fitted.draft.images.length + fitted.draft.videos.length).toBe(5)
})

test('takes out no file that can be trimmed', () => {
  const audios = [{ upload: 'u1', duration: 40, container: 'wav' }]
  const images = [{ url: 'http://example.com/a.png' }]
  const draft: Draft = { ...createDraft('loova'), mode: 'reference', prompt: 'A fox', images, audios, duration: '16' }
  const fitted = fitElsewhere(draft, 'seedance2ai')
  expect(fitted.draft.audios).toEqual(audios)
  expect(fitted.changes).toEqual(['Shorten to 15 s'])
  expect(errorsOf(fitted.draft).map((issue) => issue.message)).toEqual([expect.stringContaining('is 40 s long')])
})

test('leaves what no change can mend', () => {
  const fitted = fitElsewhere({ ...createDraft('seedance2ai'), prompt: '' }, 'loova')
  expect(fitted.changes).toEqual([])
  expect(errorsOf(fitted.draft).map((issue) => issue.path)).toEqual(['prompt'])
})
