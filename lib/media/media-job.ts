import type { TimedResult } from '#lib/conversion/convert-timed.ts'
import type { StrippedClip } from '#lib/files/strip-clip.ts'
import type { Animatic } from './animatic.ts'
import type { PictureConversion } from './convert-picture.ts'
import type { ClipCut } from './cut-clip.ts'
import type { FileOutline, OutlineResult, PictureTidying, PlayableResult, PreviewStrip, ProbeResult } from './media.ts'

/** What the server asks of the media process. */
export type MediaWork =
  | { kind: 'probe'; filePath: string }
  | ({ kind: 'outline' } & FileOutline)
  | { kind: 'poster'; filePath: string; outputPath: string }
  | { kind: 'thumbnail'; filePath: string; outputPath: string }
  | { kind: 'frame'; filePath: string; outputPath: string; at: number | 'last' }
  | { kind: 'preview'; filePath: string; outputPath: string }
  | { kind: 'playable'; filePath: string; outputPath: string; mayEncode: boolean }
  | { kind: 'cut'; filePath: string; outputPath: string; cut: ClipCut }
  | { kind: 'convert'; filePath: string; outputPath: string; conversion: PictureConversion }
  | { kind: 'tidy'; filePath: string; outputPath: string }
  | { kind: 'strip'; filePath: string }
  | { kind: 'animatic'; animatic: Animatic; outputPath: string }

export type PlayableOutcome = PlayableResult | 'must_encode'

/** What comes back; `failed` says why in words for a log, never for a person. */
export type MediaOutcome =
  | { kind: 'probed'; result: ProbeResult }
  | { kind: 'outlined'; result: OutlineResult }
  | { kind: 'grabbed'; at: number }
  | { kind: 'previewed'; strip: PreviewStrip }
  | { kind: 'playable'; result: PlayableOutcome }
  | { kind: 'cut'; result: TimedResult }
  | { kind: 'tidied'; result: PictureTidying | null }
  | { kind: 'stripped'; result: StrippedClip | null }
  | { kind: 'done' }
  | { kind: 'failed'; reason: string }

export interface MediaJob {
  id: number
  work: MediaWork
}

export interface MediaAnswer {
  id: number
  outcome: MediaOutcome
}
