import { describe, expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { aspectOf, resolveDuration, resolveModel } from './defaults.ts'

const tall = { url: 'https://example.com/a.png', width: 900, height: 1600 }

describe('defaults', () => {
  it('name the model and the duration that will run', () => {
    expect(resolveModel({ vendor: 'seedance2ink', mode: 'text_to_video' })).toBe('seedance-2.0')
    expect(resolveModel({ vendor: 'seedance2ink', mode: 'text_to_video', model: 'seedance-1.5-pro' })).toBe('seedance-1.5-pro')
    expect(resolveDuration({ vendor: 'uniall', mode: 'text_to_video' })).toBe(5)
    expect(resolveDuration({ vendor: 'uniall', mode: 'text_to_video', duration: 9 })).toBe(9)
    expect(resolveDuration({ vendor: 'uniall', mode: 'text_to_video', model: 'constructor' })).toBe(5)
  })

  it.each<[string, GenerationRequest, number]>([
    ['the ratio asked for', { vendor: 'loova', mode: 'text_to_video', ratio: '9:16' }, 9 / 16],
    ['the vendor’s default ratio', { vendor: 'loova', mode: 'image_to_video', images: [tall] }, 16 / 9],
    ['the frame it follows', { vendor: 'seedance2ai', mode: 'image_to_video', images: [tall] }, 9 / 16],
    ['the clip it edits', { vendor: 'uniall', mode: 'edit', videos: [{ ...tall, url: 'https://example.com/v.mp4' }] }, 9 / 16],
    ['16:9 when nobody knows', { vendor: 'seedance2ai', mode: 'image_to_video', images: [{ url: 'asset://x' }] }, 16 / 9],
    ['16:9 for a ratio that is none', { vendor: 'seedance2ai', mode: 'text_to_video', ratio: '0:0' }, 16 / 9],
  ])('reserve %s', (_name, request, aspect) => {
    expect(aspectOf(request)).toBeCloseTo(aspect)
  })
})
