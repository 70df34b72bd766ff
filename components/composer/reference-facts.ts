import type { DraftReference } from '#components/composer/draft.ts'
import type { LocalFacts } from '#components/uploads/local-facts.ts'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { LinkedFileView } from '#lib/generation/linked-file.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { editInWords } from '#lib/generation/upload-edit.ts'
import { capitalized } from '#lib/vendors/wording.ts'

/** A name in words that a film maker knows it by. */
const codecNames: Record<string, string> = {
  avc: 'H.264',
  hevc: 'HEVC',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
}

export function codecName(codec: string): string {
  return codecNames[codec] ?? (codec.startsWith('pcm') ? 'PCM' : codec.toUpperCase())
}

export function lengthWords(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
}

/** "1920 × 1080 · 7.5 s · 12 MB · H.264", as far as it is known. */
export function listFacts(reference: DraftReference): string[] {
  const { width, height, duration, bytes, container, videoCodec, audioCodec } = reference
  const coding = videoCodec ?? audioCodec
  return [
    width !== undefined && height !== undefined ? `${width} × ${height}` : null,
    duration === undefined ? null : lengthWords(duration),
    bytes === undefined ? null : bytesInWords(bytes),
    coding === undefined ? (container?.toUpperCase() ?? null) : codecName(coding),
  ].filter((fact) => fact !== null)
}

export function factsFromUpload(upload: UploadView): DraftReference {
  const done = capitalized(editInWords(upload).join(' · '))
  // Of these the original is never sent: there is nothing to go back to.
  const isTidyClip = upload.kind !== 'image' && upload.edit?.isTidy === true
  return {
    upload: upload.id,
    name: upload.name,
    previewUrl: upload.url,
    bytes: upload.bytes,
    ...known({
      thumbnailUrl: upload.thumbnailUrl,
      width: upload.width,
      height: upload.height,
      duration: upload.duration,
      container: upload.container,
      videoCodec: upload.videoCodec,
      audioCodec: upload.audioCodec,
    }),
    ...(isTidyClip && { note: done }),
    ...(upload.originalId !== null && done !== '' && !isTidyClip && { original: { upload: upload.originalId, done } }),
  }
}

export function factsFromLink(link: LinkedFileView, now = Date.now()): DraftReference {
  const { width, height, duration, bytes, container, videoCodec, audioCodec, kind, problem } = link
  const checked = { kind, problem: problem?.message ?? null, at: now }
  return { url: link.url, ...known({ width, height, duration, bytes, container, videoCodec, audioCodec }), checked }
}

export function factsFromBrowser(facts: LocalFacts): Partial<DraftReference> {
  const { kind: _, ...rest } = facts
  return known(rest)
}

/** The facts that are there; a draft leaves out what nobody knows. */
export function known<Fields extends Record<string, unknown>>(fields: Fields): { [Field in keyof Fields]?: NonNullable<Fields[Field]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(entries) as { [Field in keyof Fields]?: NonNullable<Fields[Field]> }
}
