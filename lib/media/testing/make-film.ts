import {
  type AudioCodec,
  AudioSample,
  AudioSampleSource,
  FilePathTarget,
  type MetadataTags,
  Output,
  type OutputFormat,
  Quality,
  type VideoCodec,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny'
import { loadDecoders } from '../load-decoders.ts'

export interface FilmPlan {
  format: OutputFormat
  seconds: number
  video?: { codec: VideoCodec; framesPerSecond: number; width: number; height: number; bits?: 8 | 10; rotation?: 90 }
  audio?: { codec: AudioCodec; sampleRate: number; channels: number }
  tags?: MetadataTags
}

/** A film whose brightness tells the frame: each is lighter than the one before by one step of 200, then dark again. */
export async function makeFilm(filePath: string, { format, seconds, video, audio, tags }: FilmPlan): Promise<void> {
  await loadDecoders()
  const output = new Output({ format, target: new FilePathTarget(filePath) })
  const pictures = video && new VideoSampleSource({ codec: video.codec, quality: new Quality('high'), keyFrameInterval: 2 })
  if (video && pictures)
    output.addVideoTrack(pictures, { frameRate: video.framesPerSecond, ...(video.rotation && { rotation: video.rotation }) })
  const sound =
    audio && new AudioSampleSource({ codec: audio.codec, ...(!audio.codec.startsWith('pcm') && { quality: new Quality('medium') }) })
  if (sound) output.addAudioTrack(sound)
  if (tags) output.setMetadataTags(tags)
  await output.start()
  if (audio && sound) {
    const { sampleRate, channels } = audio
    const data = new Float32Array(Math.round(seconds * sampleRate) * channels).map((_, index) => Math.sin(index / 30) * 0.3)
    using sample = new AudioSample({ data, format: 'f32', numberOfChannels: channels, sampleRate, timestamp: 0 })
    await sound.add(sample)
    sound.close()
  }
  if (video && pictures) {
    const { width, height, framesPerSecond, bits = 8 } = video
    const pixels = width * height
    for (let frame = 0; frame < Math.round(seconds * framesPerSecond); frame++) {
      const planes = new (bits === 8 ? Uint8Array : Uint16Array)(pixels * 1.5).fill(128 << (bits - 8))
      planes.fill(lightOf(frame) << (bits - 8), 0, pixels)
      const facts = { codedWidth: width, codedHeight: height, timestamp: frame / framesPerSecond, duration: 1 / framesPerSecond }
      using sample = new VideoSample(planes, { format: bits === 8 ? 'I420' : 'I420P10', ...facts })
      await pictures.add(sample)
    }
    pictures.close()
  }
  await output.finalize()
}

export function lightOf(frame: number): number {
  return 20 + (frame % 50) * 4
}
