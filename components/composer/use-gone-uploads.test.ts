import { expect, test } from 'vitest'
import { createDraft } from './draft.ts'
import { markGone } from './use-gone-uploads.ts'

const draft = {
  ...createDraft('loova'),
  images: [{ upload: 'kept' }, { upload: 'deleted', name: 'fog.png' }, { url: 'https://example.com/a.png' }],
  audios: [{ upload: 'added later' }],
}

test('marks the files of a kept draft that were deleted meanwhile, and no others', () => {
  const marked = markGone(draft, ['kept', 'deleted'], ['kept'])
  expect(marked).toEqual({ ...draft, images: [draft.images[0], { ...draft.images[1], isGone: true }, draft.images[2]] })
  expect(markGone(marked, ['kept', 'deleted'], ['kept'])).toBe(marked)
  expect(markGone(draft, ['kept', 'deleted'], ['kept', 'deleted'])).toBe(draft)
})
