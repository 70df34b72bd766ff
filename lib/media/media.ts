import type { Animatic } from './animatic.ts'

/** What a file really is, read from its bytes. */
export interface MediaFacts {
  kind: 'image' | 'video' | 'audio'
  /** `mp4`, `webm`, `mov`, `mkv`, `mp3`, `wav`, `ogg`, `flac`, `aac`, `jpeg`, `png`, `webp`, `gif`, `avif`, `bmp`. */
  container: string
  contentType: string
  /** Display size in px, rotation applied; null for audio. */
  width: number | null
  height: number | null
  /** Seconds; null for images. */
  duration: number | null
  videoCodec: string | null
  audioCodec: string | null
}

export type ProbeResult = { ok: true; facts: MediaFacts } | { ok: false; reason: 'not_media' | 'damaged' | 'too_large' }

/** Work on media files; done in a child process, so that native memory and a crash stay out of the server. */
export interface Media {
  probe(filePath: string): Promise<ProbeResult>
  /** Writes a WebP poster of a video's first interesting frame, long side at most 960 px; false when no frame can be decoded. */
  poster(filePath: string, outputPath: string): Promise<boolean>
  /** Writes a small WebP picture of an image or a video, long side at most 480 px; false when there is none to be had. */
  thumbnail(filePath: string, outputPath: string): Promise<boolean>
  /** Renders the sandbox's stand-in for a generated video as a fast-start H.264 + AAC MP4; false when it could not. */
  renderAnimatic(animatic: Animatic, outputPath: string): Promise<boolean>
  close(): Promise<void>
}
