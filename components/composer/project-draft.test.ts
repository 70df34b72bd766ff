import { describe, expect, test } from 'vitest'
import { createDraft, type Draft } from './draft.ts'
import { modelIdAt, projectDraft } from './project-draft.ts'

function draftOf(patch: Partial<Draft>): Draft {
  return { ...createDraft('uniall'), prompt: 'A tram in fog', ...patch }
}

describe('switching vendors', () => {
  test('puts aside what the new vendor has no place for, and finds it again on the way back', () => {
    const atUniall = draftOf({ seed: '0', generateAudio: 'off' })
    expect(projectDraft(atUniall).raw).toMatchObject({ seed: 0, generateAudio: false })

    const atLoova = projectDraft({ ...atUniall, vendor: 'loova' })
    expect(atLoova.raw).not.toHaveProperty('seed')
    expect(atLoova.raw).not.toHaveProperty('generateAudio')
    expect(atLoova.setAside).toEqual(['Sound off', 'Seed 0'])

    expect(projectDraft({ ...atUniall, vendor: 'uniall' }).raw).toMatchObject({ seed: 0, generateAudio: false })
  })

  test('keeps what carries over, also a value the new vendor will complain about', () => {
    const draft = draftOf({ vendor: 'loova', ratio: '21:9', duration: '4' })
    expect(projectDraft({ ...draft, vendor: 'uniall' }).raw).toMatchObject({ prompt: 'A tram in fog', ratio: '21:9', duration: 4 })
  })

  test('means the model of the same tier elsewhere and the very model at home', () => {
    const draft = { model: 'seedance2-fast', modelVendor: 'seedance2ai' } as const
    expect(modelIdAt(draft, 'loova')).toBe('seedance_2_0_fast')
    expect(modelIdAt(draft, 'seedance2ai')).toBe('seedance2-fast')
    expect(modelIdAt({ model: 'seedance-1.5-pro', modelVendor: 'seedance2ink' }, 'outai')).toBe('seedance_2_0')
  })

  test('takes the nearest mode where the vendor lacks it, and returns to the wanted one', () => {
    const edit = draftOf({ mode: 'edit', videos: [{ url: 'https://example.com/v.mp4' }] })
    expect(projectDraft(edit).mode).toBe('edit')
    const elsewhere = projectDraft({ ...edit, vendor: 'loova' })
    expect(elsewhere.mode).toBe('reference')
    expect(elsewhere.setAside).toEqual(['Mode Edit'])
  })
})

describe('what is sent', () => {
  test('leaves out what was not set, so that the vendor decides', () => {
    expect(projectDraft({ ...createDraft('loova'), prompt: 'Fog', duration: '' }).raw).toEqual({
      vendor: 'loova',
      mode: 'text_to_video',
      prompt: 'Fog',
    })
  })

  test('names the usual choice where a vendor cannot do without one', () => {
    const draft = draftOf({ vendor: 'seedance2ai', mode: 'reference', images: [{ url: 'https://example.com/a.png' }] })
    expect(projectDraft(draft).raw).toMatchObject({ ratio: '16:9' })
  })

  test('counts an address that was typed and not added', () => {
    const draft = draftOf({
      vendor: 'loova',
      mode: 'first_last_frames',
      images: [{ url: 'https://example.com/a.png', name: 'a', previewUrl: '/a' }],
      pendingImages: ' https://example.com/b.png ',
    })
    expect(projectDraft(draft).raw.images).toEqual([{ url: 'https://example.com/a.png' }, { url: 'https://example.com/b.png' }])
  })

  test('puts images aside in a mode that takes none', () => {
    const draft = draftOf({ vendor: 'loova', mode: 'text_to_video', images: [{ url: 'https://example.com/a.png' }] })
    const { raw, setAside } = projectDraft(draft)
    expect(raw).not.toHaveProperty('images')
    expect(setAside).toEqual(['Images (1)'])
  })

  test('keeps a number that is none, for the parser to refuse', () => {
    expect(projectDraft(draftOf({ duration: '5.5' })).raw.duration).toBe(5.5)
    expect(projectDraft(draftOf({ seed: '1e3' })).raw.seed).toBe('1e3')
    expect(projectDraft(draftOf({ seed: ' 7 ' })).raw.seed).toBe(7)
  })
})
