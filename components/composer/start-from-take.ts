import { type Draft, type DraftReference, draftFromUsedAgain } from '#components/composer/draft.ts'
import { keepMentions } from '#components/composer/keep-mentions.ts'
import { makeRoomFor } from '#components/composer/make-room.ts'
import { canExtend } from '#components/task/chain-words.ts'
import type { TakePart } from '#components/task/request-take-file.ts'
import type { AssumableField } from '#lib/generation/assumable-field.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { ChainKind } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { findModeRules, usualChoice } from '#lib/vendors/check-rules.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** What the composer is asked to begin with. */
export interface TakeStart {
  take: TakeView
  kind: ChainKind
  /** The playhead in seconds, where a frame of the film is meant and not its last. */
  at: number | null
}

/** The file that such a start needs. */
export function partFor({ take, kind, at }: TakeStart): TakePart {
  if (kind === 'frame' || (kind === 'reference' && at !== null)) return { what: 'frame', at: at ?? 0 }
  if (kind === 'reference' || (kind === 'extend' && canExtend(take))) return { what: 'video' }
  return { what: 'last_frame' }
}

/**
 * The draft with the file in its place. A reference joins what the person is about to make; everything else begins a new request with the
 * take's own settings and prompt, and with no other file: the modes take none.
 */
export function startFromTake(present: Draft, start: TakeStart, file: DraftReference): Draft {
  const part = partFor(start)
  const kind: ListField = part.what === 'video' ? 'videos' : 'images'
  if (start.kind === 'reference') return makeRoomFor({ ...present, [kind]: [...present[kind], file] }, kind)
  const { request } = start.take
  const again = draftFromUsedAgain({ request, uploads: {}, assumed: likelyAssumed(request) })
  const bare = keepMentions(again, { ...again, images: [], videos: [], audios: [] })
  return { ...bare, mode: part.what === 'video' ? 'extend' : 'image_to_video', [kind]: [file] }
}

/** A take does not say what the form had filled in: most likely the usual resolution, where the vendor cannot do without one. */
function likelyAssumed(request: GenerationRequest): AssumableField[] {
  const rule = findModeRules(vendors[request.vendor], request)?.resolution.value
  return rule?.presence === 'required' && request.resolution === usualChoice('resolution', rule.options) ? ['resolution'] : []
}

/** What happened, for the person who pressed; it says so where it is not quite what the button promised. */
export function startedWords(start: TakeStart): string {
  const part = partFor(start)
  if (start.kind === 'reference')
    return part.what === 'video' ? 'The take is now among your videos.' : 'The frame is now among your images.'
  if (part.what === 'video') return `${vendors[start.take.vendor].name} will extend this take.`
  const first = start.kind === 'frame' ? 'The frame' : 'The last frame'
  if (start.kind === 'extend')
    return `${vendors[start.take.vendor].name} cannot extend a film by itself, so a new take starts from its last frame.`
  return `${first} is the first image of a new request.`
}

/** While the file is being made. */
export function pendingWords(start: TakeStart): string {
  const part = partFor(start)
  if (part.what === 'video') return 'Fetching the take…'
  return part.what === 'last_frame' ? 'Taking the last frame…' : 'Taking the frame…'
}
