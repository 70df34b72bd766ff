import { ADTS, FLAC, type InputFormat, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from 'mediabunny'

const movies = [MP4, QTFF]
const matroska = [WEBM, MATROSKA]

const formats: Record<string, InputFormat[]> = {
  mp4: movies,
  mov: movies,
  webm: matroska,
  mkv: matroska,
  mp3: [MP3, ADTS],
  wav: [WAVE],
  ogg: [OGG],
  flac: [FLAC],
  aac: [ADTS],
}

/** The readers for a file that was told by its beginning: no other gets to see what a stranger made. */
export function formatsOf(container: string): InputFormat[] {
  return formats[container] ?? []
}
