import type { TimedResult } from '#lib/conversion/convert-timed.ts'
import type { StrippedClip } from '#lib/files/strip-clip.ts'
import type { Animatic } from './animatic.ts'
import type { PictureConversion } from './convert-picture.ts'
import type { ClipCut } from './cut-clip.ts'

/** What a file really is, read from its bytes. */
export interface MediaFacts {
  kind: 'image' | 'video' | 'audio'
  /** `mp4`, `webm`, `mov`, `mkv`, `mp3`, `wav`, `ogg`, `flac`, `aac`, `jpeg`, `png`, `webp`, `gif`, `avif`, `bmp`, `heic`, `tiff`. */
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

/** Some parts of a file that lies elsewhere, each at its own place in a file of ours. */
export interface FileOutline {
  filePath: string
  sizeBytes: number
  parts: { start: number; end: number }[]
}

export type OutlineResult =
  | ProbeResult
  /** `soFar`: what is known without that part. */
  | { ok: false; reason: 'needs'; start: number; end: number; soFar?: MediaFacts }

/** One WebP picture of a video's frames, row by row: what a scrub bar shows. */
export interface PreviewStrip {
  columns: number
  rows: number
  frames: number
  /** In px. */
  frameWidth: number
  frameHeight: number
  /** Seconds from one frame to the next; each stands for the time around it. */
  interval: number
}

/** `as_it_is`: every browser plays the file itself; `failed`: no copy could be made. */
export type PlayableResult = 'as_it_is' | 'written' | 'failed'

/** What was done to a picture so that it may be shown to a vendor. */
export interface PictureTidying {
  from: string
  to: 'jpeg' | 'png' | 'webp'
  hadLocation: boolean
  isTurned: boolean
}

/** Work on media files; done in a child process, so that native memory and a crash stay out of the server. */
export interface Media {
  probe(filePath: string): Promise<ProbeResult>
  /** Reads what a file is without having all of it. */
  probeOutline(outline: FileOutline): Promise<OutlineResult>
  /** Writes a WebP poster of a video's first interesting frame, long side at most 960 px; false when no frame can be decoded. */
  poster(filePath: string, outputPath: string): Promise<boolean>
  /** Writes a small WebP picture of an image or a video, long side at most 480 px; false when there is none to be had. */
  thumbnail(filePath: string, outputPath: string): Promise<boolean>
  /**
   * Writes the frame on the screen at that second, or the last one that can be decoded, as a PNG at full size; answers when it begins, or
   * null when there is none.
   */
  grabFrame(filePath: string, outputPath: string, at: number | 'last'): Promise<number | null>
  /** Writes a strip of a video's frames for scrubbing; null when no frame can be decoded. */
  preview(filePath: string, outputPath: string): Promise<PreviewStrip | null>
  /** Writes a copy of a video that every browser plays, if the file itself is none: H.264 + AAC, MP4, index in front. */
  playable(filePath: string, outputPath: string): Promise<PlayableResult>
  /** Cuts a video or sound to the frame, or converts it; `unsupported`: it has a codec that nobody here reads. */
  cutClip(filePath: string, outputPath: string, cut: ClipCut): Promise<TimedResult | 'failed'>
  /** Writes a picture as JPEG or PNG, upright, in sRGB, without metadata; false when it could not. */
  convertPicture(filePath: string, outputPath: string, conversion: PictureConversion): Promise<boolean>
  /** Writes the copy of a picture that a vendor may see; `as_it_is` where the picture is fit itself. */
  tidyPicture(filePath: string, outputPath: string): Promise<PictureTidying | 'as_it_is' | 'failed'>
  /** Finds what a film or a sound tells besides itself, and how it is taken out; null where that cannot be done byte by byte. */
  stripClip(filePath: string): Promise<StrippedClip | null>
  /** Renders the sandbox's stand-in for a generated video as a fast-start H.264 + AAC MP4; false when it could not. */
  renderAnimatic(animatic: Animatic, outputPath: string): Promise<boolean>
  close(): Promise<void>
}
