import { expect, test } from 'vitest'
import { createDraft, type Draft } from './draft.ts'
import { keepMentions } from './keep-mentions.ts'
import { takeOut } from './take-out.ts'

const images = ['a', 'b', 'c'].map((name) => ({ url: `https://example.com/${name}.png` }))
const draft: Draft = { ...createDraft(), mode: 'reference', prompt: '@Image1, @Image2, @Image3', images }
/** As the form makes every change. */
const change = (before: Draft, patch: (draft: Draft) => Draft) => keepMentions(before, patch(before))

test('a file that was taken out comes back to its place, and so do its mentions', () => {
  for (const index of images.keys()) {
    const taken = takeOut(draft, 'images', index)
    expect(taken.draft.images).toEqual(images.toSpliced(index, 1))
    expect(taken.draft.prompt).toContain('@Image?')
    expect(change(taken.draft, taken.putBack)).toEqual(draft)
  }
})

test('what was written and moved since stays, and every mention with its file', () => {
  const taken = takeOut(draft, 'images', 0)
  const written = { ...taken.draft, prompt: '@Image2 over @Image1', seed: '7' }
  expect(change(written, taken.putBack)).toEqual({ ...draft, prompt: '@Image3 over @Image2', seed: '7' })
  const emptied = change(taken.draft, (latest) => ({ ...latest, images: [] }))
  expect(change(emptied, taken.putBack)).toMatchObject({ images: [images[0]], prompt: '@Image?, @Image?, @Image?' })
})
