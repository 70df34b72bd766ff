import { expect, test } from 'vitest'
import { applyFixToDraft } from './apply-fix.ts'
import { createDraft, type Draft, type DraftReference } from './draft.ts'
import { keepMentions, listChanges } from './keep-mentions.ts'

const [a, b, c] = ['a', 'b', 'c'].map((name): DraftReference => ({ url: `https://example.com/${name}.png` }))
if (!a || !b || !c) throw new Error('three files')
const draft: Draft = { ...createDraft(), mode: 'reference', prompt: '@Image1, @Image2, @Image3', images: [a, b, c] }
const promptAfter = (images: DraftReference[]) => keepMentions(draft, { ...draft, images }).prompt

test('mentions follow their files', () => {
  expect(promptAfter([b, a, c])).toBe('@Image2, @Image1, @Image3')
  expect(promptAfter([c, a, b])).toBe('@Image2, @Image3, @Image1')
  expect(promptAfter([a, c])).toBe('@Image1, @Image?, @Image2')
  expect(promptAfter([c])).toBe('@Image?, @Image?, @Image1')
  expect(promptAfter([a, b, c, { url: 'https://example.com/d.png' }])).toBe(draft.prompt)
})

test('a fix that drops a file keeps the other mentions right', () => {
  const { url = '' } = c
  const fixed = applyFixToDraft(draft, { label: 'Drop', set: { images: [{ url }] } })
  expect(keepMentions(draft, fixed).prompt).toBe('@Image?, @Image?, @Image1')
})

test('a change that writes the prompt itself is left alone', () => {
  const after = { ...draft, prompt: '@Image1 alone', images: [c] }
  expect(keepMentions(draft, after)).toBe(after)
})

test('the same file twice is told apart by its place', () => {
  const first = { url: 'https://example.com/same.png' }
  const second = { url: 'https://example.com/same.png' }
  expect(listChanges([first, second], [second])).toEqual([{ type: 'removed', index: 0 }])
  expect(listChanges([first, second], [first])).toEqual([{ type: 'removed', index: 1 }])
  expect(listChanges([first, second], [second, first])).toEqual([{ type: 'moved', from: 1, to: 0 }])
})

test('a file that is replaced where it stands keeps its name', () => {
  expect(promptAfter([a, { upload: 'trimmed' }, c])).toBe(draft.prompt)
  const sending: DraftReference = { upload: 'sending-1', key: 'sending-1' }
  const before = { ...draft, images: [sending, b] }
  expect(keepMentions(before, { ...before, images: [b, { upload: 'u1', key: 'sending-1' }] }).prompt).toBe('@Image2, @Image1, @Image3')
})
