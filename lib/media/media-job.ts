import type { Animatic } from './animatic.ts'
import type { ProbeResult } from './media.ts'

/** What the server asks of the media process. */
export type MediaWork =
  | { kind: 'probe'; filePath: string }
  | { kind: 'poster'; filePath: string; outputPath: string }
  | { kind: 'thumbnail'; filePath: string; outputPath: string }
  | { kind: 'animatic'; animatic: Animatic; outputPath: string }

/** What comes back; `failed` says why in words for a log, never for a person. */
export type MediaOutcome = { kind: 'probed'; result: ProbeResult } | { kind: 'done' } | { kind: 'failed'; reason: string }

export interface MediaJob {
  id: number
  work: MediaWork
}

export interface MediaAnswer {
  id: number
  outcome: MediaOutcome
}
