import { describe, expect, it } from 'vitest'
import { type GenerationRequest, modes, vendorIds } from '#lib/generation/request.ts'
import { vendorList, vendors } from './registry.ts'
import { sampleRequest } from './sample-request.ts'
import { translateRequest, verdicts } from './translate.ts'

const prompt = 'A lighthouse'

describe('verdicts', () => {
  it('lets plain text run everywhere', () => {
    const judged = verdicts({ vendor: 'loova', mode: 'text_to_video', prompt, duration: 5 })
    expect(Object.keys(judged).sort()).toEqual([...vendorIds].sort())
    for (const id of vendorIds) expect(judged[id], id).toMatchObject({ ok: true, issues: [] })
    expect(judged.seedance2ai.credits).toEqual({ amount: 200, basis: 'exact' })
    expect(judged.uniall.credits).toBeNull()
  })

  it('judges the request’s own vendor as it stands', () => {
    const request: GenerationRequest = { vendor: 'uniall', mode: 'text_to_video', prompt }
    expect(verdicts(request).uniall).toMatchObject({ ok: false, issues: [{ path: 'resolution', code: 'required' }] })
  })

  it('translates the model by tier', () => {
    const judged = verdicts({ vendor: 'loova', model: 'seedance_2_0_fast', mode: 'text_to_video', prompt, duration: 5 })
    expect(judged.seedance2ai.credits?.amount).toBe(160)
    for (const id of vendorIds) expect(judged[id].ok, id).toBe(true)
  })

  it('says so where a vendor has no model of the tier, and does not refuse for it', () => {
    const judged = verdicts({ vendor: 'uniall', model: 'seedance2.0-mini', resolution: '720p', mode: 'text_to_video', prompt })
    expect(judged.seedance2ink).toMatchObject({ ok: true, issues: [{ path: 'model', severity: 'warning' }] })
  })

  it('leaves nothing out in silence that changes the take', () => {
    const judged = verdicts({ vendor: 'uniall', resolution: '720p', mode: 'text_to_video', prompt, seed: 0, generateAudio: false })
    expect(judged.uniall.ok).toBe(true)
    expect(judged.seedance2ink.issues.map((issue) => [issue.path, issue.code])).toEqual([
      ['generateAudio', 'not_supported'],
      ['seed', 'not_supported'],
    ])
    expect(judged.loova.issues.map((issue) => issue.path)).toEqual(['resolution', 'generateAudio', 'seed'])
  })

  it('names the mode where a vendor lacks it', () => {
    const judged = verdicts({
      vendor: 'uniall',
      resolution: '720p',
      mode: 'extend',
      prompt,
      videos: [{ url: 'https://example.com/v.mp4' }],
    })
    expect(judged.uniall.ok).toBe(true)
    for (const id of vendorIds.filter((vendor) => vendor !== 'uniall'))
      expect(judged[id].issues.map((issue) => issue.path)).toContain('mode')
  })
})

describe('translateRequest', () => {
  it('returns a request for its own vendor untouched', () => {
    const request: GenerationRequest = { vendor: 'loova', mode: 'text_to_video', prompt, seed: 3 }
    expect(translateRequest(request, 'loova')).toEqual({ request, dropped: [] })
  })

  it('keeps what carries over and lists what does not', () => {
    const { request, dropped } = translateRequest(
      { vendor: 'uniall', model: 'seedance2.0-mini', mode: 'text_to_video', prompt, resolution: '4k', ratio: '1:1', duration: 12, seed: 0 },
      'seedance2ink',
    )
    expect(request).toEqual({ vendor: 'seedance2ink', model: 'seedance-2.0', mode: 'text_to_video', prompt, ratio: '1:1', duration: 12 })
    expect(dropped.map((entry) => entry.field)).toEqual(['model', 'resolution', 'seed'])
  })

  it('fills the resolution that a vendor cannot do without', () => {
    const { request, dropped } = translateRequest({ vendor: 'loova', model: 'seedance_2_0_fast', mode: 'text_to_video', prompt }, 'uniall')
    expect(request).toEqual({ vendor: 'uniall', model: 'seedance2.0-fast', mode: 'text_to_video', prompt, resolution: '720p' })
    expect(dropped).toEqual([])
  })

  it('drops a ratio that the frame decides', () => {
    const images = [{ url: 'https://example.com/a.png' }]
    const { request, dropped } = translateRequest({ vendor: 'loova', mode: 'image_to_video', prompt, images, ratio: '1:1' }, 'seedance2ai')
    expect(request).toEqual({ vendor: 'seedance2ai', mode: 'image_to_video', prompt, images })
    expect(dropped).toEqual([{ field: 'ratio', reason: 'The ratio follows the image.' }])
  })

  it('makes a reference of a source video where there is no edit', () => {
    const videos = [{ url: 'https://example.com/v.mp4', duration: 4 }]
    const { request, dropped } = translateRequest({ vendor: 'uniall', mode: 'edit', prompt, resolution: '720p', videos }, 'loova')
    expect(request).toEqual({ vendor: 'loova', mode: 'reference', prompt, videos })
    expect(dropped.map((entry) => entry.field)).toEqual(['mode', 'resolution'])
  })

  it('leaves only limits and missing choices to be settled, whatever was moved', () => {
    for (const from of vendorList)
      for (const mode of modes) {
        const request = sampleRequest(from, mode)
        if (!request) continue
        for (const to of vendorIds) {
          const moved = translateRequest(request, to).request
          expect(moved.vendor).toBe(to)
          const codes = vendors[to].check(moved).map((issue) => issue.code)
          expect(codes.filter((code) => code === 'not_supported')).toEqual([])
        }
      }
  })
})
