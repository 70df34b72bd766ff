import { rename, rm } from 'node:fs/promises'
import { createCanvas } from '@napi-rs/canvas'
import {
  AudioSample,
  AudioSampleSource,
  FilePathTarget,
  Logging,
  LogLevel,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny'
import type { Animatic } from './animatic.ts'
import { createRandom } from './animatic-palette.ts'
import { createScene, framesPerSecond } from './animatic-scene.ts'
import { composeScore, sampleRate } from './animatic-score.ts'
import { loadDecoders } from './load-decoders.ts'

Logging.level = LogLevel.Silent

/** Bits per pixel and frame: enough for soft gradients at the encoder's fastest preset. */
const bitsPerPixel = 0.16

/** AAC comes in blocks; a track that is a whole number of them ends when it should. */
const aacBlock = 1024

export async function renderAnimatic(animatic: Animatic, outputPath: string): Promise<void> {
  await loadDecoders()
  const { width, height, durationSeconds } = animatic
  const draw = await createScene(animatic)
  const temporaryPath = `${outputPath}.${process.pid}.part`
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: animatic.file === 'index-last' ? false : 'in-memory' }),
    target: new FilePathTarget(temporaryPath),
  })
  const video = new VideoSampleSource({
    codec: animatic.file === 'hevc' ? 'hevc' : 'avc',
    bitrate: Math.round(width * height * framesPerSecond * bitsPerPixel),
    keyFrameInterval: 2,
    // The encoder's quickest preset: an animatic is watched once, and a laptop has other things to do.
    latencyMode: 'realtime',
    hardwareAcceleration: 'prefer-software',
  })
  const audio = new AudioSampleSource({ codec: 'aac', bitrate: 96_000 })
  output.addVideoTrack(video, { frameRate: framesPerSecond })
  output.addAudioTrack(audio)
  try {
    await output.start()
    const score = composeScore(durationSeconds, createRandom(`score:${animatic.title}`), !animatic.sound)
    const whole = Math.floor(score.length / 2 / aacBlock) * aacBlock * 2
    using sound = new AudioSample({ data: score.subarray(0, whole), format: 'f32', numberOfChannels: 2, sampleRate, timestamp: 0 })
    await audio.add(sound)
    audio.close()
    const canvas = createCanvas(width, height)
    const pen = canvas.getContext('2d')
    const frames = Math.round(durationSeconds * framesPerSecond)
    for (let frame = 0; frame < frames; frame++) {
      const timestamp = frame / framesPerSecond
      draw(pen, timestamp)
      using sample = new VideoSample(canvas.data(), {
        format: 'RGBX',
        codedWidth: width,
        codedHeight: height,
        timestamp,
        duration: 1 / framesPerSecond,
      })
      await video.add(sample)
    }
    video.close()
    await output.finalize()
    await rename(temporaryPath, outputPath)
  } finally {
    await rm(temporaryPath, { force: true })
  }
}
