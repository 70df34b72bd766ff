import path from 'node:path'
import { MkvOutputFormat, Mp4OutputFormat, WavOutputFormat } from 'mediabunny'
import { makeFilm } from '#lib/media/testing/make-film.ts'

/** Run as a process of its own: the native codecs write to the terminal, and stay in memory. */
const directory = process.argv[2] ?? '.'
const at = (name: string) => path.join(directory, name)
const picture = { codec: 'avc', framesPerSecond: 5, width: 160, height: 90 } as const

await makeFilm(at('harbour.mp4'), {
  format: new Mp4OutputFormat(),
  seconds: 18,
  video: picture,
  audio: { codec: 'aac', sampleRate: 48_000, channels: 1 },
})
await makeFilm(at('waves.wav'), {
  format: new WavOutputFormat(),
  seconds: 17,
  audio: { codec: 'pcm-s16', sampleRate: 16_000, channels: 1 },
})
await makeFilm(at('gulls.mkv'), { format: new MkvOutputFormat(), seconds: 3, video: picture })
