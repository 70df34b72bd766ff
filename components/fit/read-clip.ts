import {
  ALL_FORMATS,
  AudioSampleSink,
  BlobSource,
  CanvasSink,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  UrlSource,
} from 'mediabunny'
import { pictureCount } from '#components/fit/clip-facts.ts'

export interface ClipPicture {
  canvas: HTMLCanvasElement | OffscreenCanvas
  /** In the order of the clip. */
  index: number
}

export interface ClipReading {
  /** How long a frame is. */
  onFrameSeconds: (seconds: number) => void
  onPicture: (picture: ClipPicture) => void
  /** 0 to 1 each, evenly over the clip. */
  onPeaks: (peaks: Float32Array) => void
  signal: AbortSignal
}

const pictureHeight = 56
const peakCount = 240

Logging.level = LogLevel.Silent

/** What the track below the player shows: some frames of a film, or how loud a sound is. Without a decoder it stays empty. */
export async function readClip(source: Blob | string, reading: ClipReading): Promise<void> {
  using input = new Input({ source: typeof source === 'string' ? new UrlSource(source) : new BlobSource(source), formats: ALL_FORMATS })
  const video = await input.getPrimaryVideoTrack()
  if (video) await readPictures(video, reading)
  else {
    const audio = await input.getPrimaryAudioTrack()
    if (audio) await readPeaks(audio, reading)
  }
}

async function readPictures(track: InputVideoTrack, { onFrameSeconds, onPicture, signal }: ClipReading): Promise<void> {
  const { averagePacketRate } = await track.computePacketStats(60)
  if (averagePacketRate > 0) onFrameSeconds(1 / averagePacketRate)
  if (typeof VideoDecoder === 'undefined' || !(await track.canDecode())) return
  const first = await track.getFirstTimestamp()
  const length = (await track.computeDuration()) - first
  const times = Array.from({ length: pictureCount }, (_, index) => first + (length * (index + 0.5)) / pictureCount)
  let index = 0
  for await (const frame of new CanvasSink(track, { height: pictureHeight }).canvasesAtTimestamps(times)) {
    if (signal.aborted) return
    if (frame) onPicture({ canvas: frame.canvas, index })
    index++
  }
}

async function readPeaks(track: InputAudioTrack, { onPeaks, signal }: ClipReading): Promise<void> {
  if (typeof AudioDecoder === 'undefined' || !(await track.canDecode())) return
  const first = await track.getFirstTimestamp()
  const length = (await track.computeDuration()) - first
  const peaks = new Float32Array(peakCount)
  for await (const sample of new AudioSampleSink(track).samples()) {
    try {
      if (signal.aborted) return
      const values = new Float32Array(sample.allocationSize({ format: 'f32-planar', planeIndex: 0 }) / 4)
      sample.copyTo(values, { format: 'f32-planar', planeIndex: 0 })
      const perValue = sample.duration / values.length
      for (let at = 0; at < values.length; at += 8) {
        const place = Math.min(peakCount - 1, Math.max(0, Math.floor(((sample.timestamp - first + at * perValue) / length) * peakCount)))
        peaks[place] = Math.max(peaks[place] ?? 0, Math.abs(values[at] ?? 0))
      }
    } finally {
      sample.close()
    }
  }
  onPeaks(peaks)
}
