import { describe, expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { sampleReferences } from './sample-request.ts'
import { sharedReasons } from './shared-reasons.ts'
import { verdicts } from './translate.ts'

const prompt = 'A lighthouse'
const reasons = (request: GenerationRequest) => sharedReasons(verdicts(request))

describe('why a request runs nowhere', () => {
  it.each<[string, GenerationRequest, string[], string, string | undefined]>([
    [
      'a duration that all refuse alike',
      { vendor: 'loova', mode: 'text_to_video', prompt, duration: 20 },
      ['duration'],
      'No vendor takes this. The duration must be 4 to 15 whole seconds.',
      'Shorten to 15 s',
    ],
    [
      'a duration for which one vendor needs more than the others',
      { vendor: 'loova', mode: 'text_to_video', prompt, duration: 3 },
      ['duration'],
      'No vendor takes this. Loova, OutAI, Seedance2 AI and Seedance2.ink come nearest: The duration must be 4 to 15 whole seconds.',
      'Lengthen to 4 s',
    ],
    [
      'a prompt that is missing',
      { vendor: 'loova', mode: 'text_to_video' },
      ['prompt'],
      'Every vendor needs this. Loova needs a prompt for Text to video.',
      undefined,
    ],
    [
      'a mention without a file',
      { vendor: 'loova', mode: 'text_to_video', prompt: 'Like @Image1' },
      ['prompt'],
      'No vendor takes this. @Image1 names a file that is not there: the request has no images.',
      'Remove @Image1',
    ],
    [
      'too many images, and keeps the most of them',
      { vendor: 'loova', mode: 'reference', prompt, ratio: '16:9', images: sampleReferences('images', 10) },
      ['images'],
      'No vendor takes this. Loova, OutAI, Seedance2 AI and UniAll come nearest: Reference takes at most 9 images; there are 10.',
      'Remove 1 image',
    ],
  ])('names %s', (_name, request, paths, message, label) => {
    const found = reasons(request)
    expect(found.map((reason) => reason.path)).toEqual(paths)
    expect(found[0]).toMatchObject({ message })
    expect(found[0]?.fix?.label).toBe(label)
  })

  it('says nothing when one vendor takes it', () => {
    expect(reasons({ vendor: 'uniall', mode: 'extend', prompt, resolution: '720p', videos: sampleReferences('videos', 1) })).toEqual([])
  })

  it('says nothing when each has a reason of its own', () => {
    const request: GenerationRequest = { vendor: 'uniall', mode: 'text_to_video', prompt, ratio: '21:9', upscale: '2k', seed: 0 }
    expect(reasons(request)).toEqual([])
  })

  it('names every shared rule in the order of the form', () => {
    const found = reasons({ vendor: 'uniall', mode: 'text_to_video', prompt: '@Video1', resolution: '720p', ratio: '5:1', duration: 99 })
    expect(found.map((reason) => reason.path)).toEqual(['prompt', 'ratio', 'duration'])
  })
})
