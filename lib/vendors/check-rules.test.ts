import { describe, expect, it } from 'vitest'
import { applyFix, hasErrors, type Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { vendors } from './registry.ts'

const prompt = 'A lighthouse'
const image = (number: number) => ({ url: `https://example.com/i${number}.png`, width: 1280, height: 720 })
const video = { url: 'https://example.com/v.mp4', duration: 4 }
const audio = { url: 'https://example.com/a.mp3', duration: 4 }

function check(request: GenerationRequest): Issue[] {
  return vendors[request.vendor].check(request)
}
function onlyIssue(request: GenerationRequest): Issue {
  const [issue, ...others] = check(request)
  expect(others).toEqual([])
  if (!issue) throw new Error('The request was accepted')
  return issue
}

describe('what a creator is told', () => {
  it.each<[string, GenerationRequest, string, string | undefined]>([
    [
      'a long take',
      { vendor: 'loova', mode: 'text_to_video', prompt, duration: 20 },
      'The duration must be 4 to 15 whole seconds.',
      'Shorten to 15 s',
    ],
    [
      'a short take',
      { vendor: 'loova', mode: 'text_to_video', prompt, duration: 1 },
      'The duration must be 4 to 15 whole seconds.',
      'Lengthen to 4 s',
    ],
    [
      'half a second',
      { vendor: 'outai', mode: 'text_to_video', prompt, duration: 5.5 },
      'The duration must be 4 to 15 whole seconds.',
      'Use 5 s',
    ],
    [
      'a choice of two durations',
      { vendor: 'seedance2ink', mode: 'text_to_video', prompt, model: 'seedance-1.5-pro', duration: 7 },
      'The duration must be 5 or 10 seconds.',
      'Use 5 s',
    ],
    [
      'a wide ratio',
      { vendor: 'uniall', mode: 'text_to_video', prompt, resolution: '480p', ratio: '21:9' },
      'The ratio must be 16:9, 9:16 or 1:1 for Seedance 2.0 at UniAll.',
      'Use 16:9',
    ],
    [
      'a resolution the tier lacks',
      { vendor: 'uniall', mode: 'text_to_video', prompt, model: 'seedance2.0-fast', resolution: '1080p' },
      'The resolution must be 480p or 720p for Seedance 2.0 Fast at UniAll.',
      'Use 720p',
    ],
    [
      'a resolution far above what the tier makes',
      { vendor: 'uniall', mode: 'text_to_video', prompt, model: 'seedance2.0-fast', resolution: '4k' },
      'The resolution must be 480p or 720p for Seedance 2.0 Fast at UniAll.',
      'Use Seedance 2.0',
    ],
    [
      'a missing resolution',
      { vendor: 'uniall', mode: 'text_to_video', prompt },
      'UniAll needs a resolution for Text to video: 480p, 720p, 1080p or 4k.',
      'Use 720p',
    ],
    [
      'a resolution nobody has there',
      { vendor: 'loova', mode: 'text_to_video', prompt, resolution: '720p' },
      'Loova has no choice of resolution for Text to video.',
      'Leave out the resolution',
    ],
    [
      'a ratio beside a frame',
      { vendor: 'seedance2ai', mode: 'image_to_video', images: [image(1)], ratio: '16:9' },
      'For Image to video at Seedance2 AI the ratio follows the image.',
      'Leave out the ratio',
    ],
    [
      'a missing ratio',
      { vendor: 'seedance2ai', mode: 'reference', images: [image(1)] },
      'Seedance2 AI needs a ratio for Reference: 21:9, 16:9, 4:3, 1:1, 3:4 or 9:16.',
      'Use 16:9',
    ],
    [
      'one image too many',
      { vendor: 'loova', mode: 'first_last_frames', prompt, images: [image(1), image(2), image(3)] },
      'First & last frames takes exactly 2 images, the first frame and the last; there are 3.',
      'Remove 1 image',
    ],
    [
      'a second start image',
      { vendor: 'loova', mode: 'image_to_video', prompt, images: [image(1), image(2)] },
      'Image to video takes exactly 1 image; there are 2.',
      'Switch to First & last frames',
    ],
    [
      'a missing last frame',
      { vendor: 'loova', mode: 'first_last_frames', prompt, images: [image(1)] },
      'First & last frames takes exactly 2 images, the first frame and the last; there is 1.',
      'Switch to Image to video',
    ],
    [
      'a reference without any',
      { vendor: 'loova', mode: 'reference', prompt },
      'Reference needs at least one image or video.',
      'Switch to Text to video',
    ],
    [
      'audio alone',
      { vendor: 'loova', mode: 'reference', prompt, audios: [audio] },
      'Loova does not take audio alone: add at least one image or video.',
      'Leave out the audio and switch to Text to video',
    ],
    [
      'images beside text',
      { vendor: 'loova', mode: 'text_to_video', prompt, images: [image(1), image(2)] },
      'Text to video at Loova takes no images.',
      'Switch to First & last frames',
    ],
    [
      'two images as references where they mean frames',
      { vendor: 'seedance2ink', mode: 'reference', prompt, images: [image(1), image(2)] },
      'Seedance2.ink would not treat 2 images alone as references, but as frames of the take: switch to First & last frames, or add more files.',
      'Switch to First & last frames',
    ],
    [
      'a mode it lacks',
      { vendor: 'seedance2ink', mode: 'edit', prompt, videos: [video] },
      'Seedance2.ink has no Edit; it has Text to video, Image to video, First & last frames or Reference.',
      'Switch to Reference',
    ],
    [
      'a model it lacks',
      { vendor: 'loova', mode: 'text_to_video', prompt, model: 'sora' },
      'Loova has no model of this name; it has seedance_2_0 or seedance_2_0_fast.',
      'Use Seedance 2.0',
    ],
    [
      'seed 0 where there is none',
      { vendor: 'loova', mode: 'text_to_video', prompt, seed: 0 },
      'Loova has no “seed” option.',
      'Leave out seed',
    ],
    [
      'a switch that it lacks',
      { vendor: 'loova', mode: 'text_to_video', prompt, generateAudio: true },
      'Loova has no “sound” option.',
      'Leave out the sound setting',
    ],
    [
      'an upscale where there is none',
      { vendor: 'loova', mode: 'text_to_video', prompt, upscale: '2k' },
      'Loova does not upscale Text to video.',
      'Leave out the upscale',
    ],
    [
      'half a seed',
      { vendor: 'uniall', mode: 'text_to_video', prompt, resolution: '720p', seed: 0.5 },
      'The seed must be a whole number.',
      'Leave out seed',
    ],
    [
      'an image too small',
      { vendor: 'seedance2ai', mode: 'reference', prompt, ratio: '1:1', images: [{ ...image(1), width: 399 }] },
      'Image 1 is 399 px on its short side; Seedance2 AI takes at least 400 px.',
      'Remove image 1 and switch to Text to video',
    ],
    [
      'one of two images too small',
      { vendor: 'seedance2ai', mode: 'reference', prompt, ratio: '1:1', images: [{ ...image(1), width: 399 }, image(2)] },
      'Image 1 is 399 px on its short side; Seedance2 AI takes at least 400 px.',
      'Remove image 1',
    ],
    [
      'clips too long together',
      {
        vendor: 'uniall',
        mode: 'reference',
        prompt,
        resolution: '720p',
        videos: [
          { ...video, duration: 8.1 },
          { url: 'https://example.com/w.mp4', duration: 8.1 },
        ],
      },
      'The videos are 16.2 s long together; UniAll takes at most 15 s.',
      'Remove 1 video',
    ],
    [
      'plain http',
      { vendor: 'seedance2ink', mode: 'image_to_video', prompt, images: [{ url: 'http://example.com/a.png' }] },
      'Image 1 has an address that starts with http://; it must start with https://.',
      'Use https://',
    ],
    ['no prompt', { vendor: 'loova', mode: 'text_to_video' }, 'Loova needs a prompt for Text to video.', undefined],
  ])('says plainly what is wrong with %s and how to make it fit', (_name, request, message, label) => {
    const issue = onlyIssue(request)
    expect([issue.message, issue.fix?.label]).toEqual([message, label])
    for (const fix of [issue.fix, issue.otherFix]) if (fix) expect(hasErrors(check(applyFix(request, fix)))).toBe(false)
  })

  it('offers the model that makes a resolution beside the nearest one, and the smaller change first', () => {
    const labelsFor = (resolution: string) => {
      const request = { vendor: 'uniall', mode: 'text_to_video', prompt, model: 'seedance2.0-fast', resolution } as const
      const { fix, otherFix } = onlyIssue(request)
      return [fix?.label, otherFix?.label]
    }
    expect(labelsFor('1080p')).toEqual(['Use 720p', 'Use Seedance 2.0'])
    expect(labelsFor('4k')).toEqual(['Use Seedance 2.0', 'Use 720p'])
    expect(labelsFor('8k')).toEqual(['Use 720p', undefined])
  })

  it('tells all mistakes at once, in the order of the form', () => {
    const issues = check({
      vendor: 'loova',
      model: 'sora',
      mode: 'text_to_video',
      videos: [video],
      ratio: '2:1',
      upscale: '2k',
      duration: 99,
      seed: 1,
    })
    expect(issues.map((issue) => issue.path)).toEqual(['model', 'prompt', 'videos', 'ratio', 'upscale', 'duration', 'seed'])
  })

  it('keeps mentions with their files when a file is dropped, and shows the ones that lost theirs', () => {
    const images = [{ url: 'ftp://example.com/a.png' }, image(2), image(3)]
    const request: GenerationRequest = { vendor: 'loova', mode: 'reference', prompt: '@Image2 beside @Image1, as @Image3', images }
    const fix = onlyIssue(request).fix
    expect(fix).toMatchObject({ label: 'Remove image 1', set: { prompt: '@Image1 beside @Image?, as @Image2' } })
    if (!fix) throw new Error('No fix')
    expect(onlyIssue(applyFix(request, fix))).toMatchObject({ code: 'no_such_reference', fix: { label: 'Remove @Image?' } })
  })

  it('warns of a reference given twice without stopping it', () => {
    expect(onlyIssue({ vendor: 'loova', mode: 'reference', prompt, images: [image(1), image(1)] })).toMatchObject({
      path: 'images',
      index: 1,
      code: 'duplicate',
      severity: 'warning',
    })
  })
})
