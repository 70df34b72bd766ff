import { ALL_FORMATS, BlobSource, CanvasSink, Input, type InputVideoTrack, Logging, LogLevel } from 'mediabunny'
import { drawPicture, type LocalProbe, pictureSide } from './local-facts.ts'

Logging.level = LogLevel.Silent

/** Reads a film or a sound as the server will, before any of it is sent. */
export async function probeTimedFile(file: File, container: string | null): Promise<LocalProbe | null> {
  using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS })
  if (!(await input.canRead())) return null
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  const duration = await input.computeDuration()
  if ((!video && !audio) || !Number.isFinite(duration) || duration <= 0) return null
  return {
    facts: {
      kind: video ? 'video' : 'audio',
      container,
      width: video ? await video.getDisplayWidth() : null,
      height: video ? await video.getDisplayHeight() : null,
      duration: Math.round(duration * 1000) / 1000,
      videoCodec: video ? await video.getCodec() : null,
      audioCodec: audio ? await audio.getCodec() : null,
    },
    picture: video ? await drawFrame(file, video, Math.min(latestStillSeconds, duration / 4)).catch(() => null) : null,
  }
}

/** Films begin in the dark. */
const latestStillSeconds = 1

async function drawFrame(file: File, track: InputVideoTrack, seconds: number): Promise<Blob | null> {
  // Decoders are missing where the page is served over plain http from another machine.
  if (typeof VideoDecoder === 'undefined' || !(await track.canDecode())) return await drawElementFrame(file, seconds)
  const sink = new CanvasSink(track, { width: pictureSide })
  const frame = await sink.getCanvas((await track.getFirstTimestamp()) + seconds)
  return frame ? await drawPicture(frame.canvas, frame.canvas.width, frame.canvas.height) : null
}

const elementFrameMs = 5000

async function drawElementFrame(file: File, seconds: number): Promise<Blob | null> {
  const address = URL.createObjectURL(file)
  const element = document.createElement('video')
  try {
    element.muted = true
    element.preload = 'auto'
    await new Promise((resolve, reject) => {
      element.addEventListener('seeked', resolve)
      element.addEventListener('error', reject)
      setTimeout(reject, elementFrameMs)
      element.src = address
      element.currentTime = seconds
    })
    return await drawPicture(element, element.videoWidth, element.videoHeight)
  } finally {
    element.removeAttribute('src')
    element.load()
    URL.revokeObjectURL(address)
  }
}
