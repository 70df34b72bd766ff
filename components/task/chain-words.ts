import type { TakeLink } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { findModeRules } from '#lib/vendors/check-rules.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Whether the take's own vendor goes on with a film by itself. */
export function canExtend(take: Pick<TakeView, 'vendor' | 'model'>): boolean {
  return findModeRules(vendors[take.vendor], { model: take.model ?? undefined, mode: 'extend' }) !== null
}

/** What the later take did with the earlier one. `side` says which of the two stands in the list: the one before this take, or after. */
export function linkWords({ mode, kind, frameAt }: Pick<TakeLink, 'mode' | 'kind' | 'frameAt'>, side: 'before' | 'after'): string {
  const owner = side === 'before' ? 'its' : 'this take’s'
  const film = side === 'before' ? 'it' : 'this take'
  const frame = frameAt === null ? `a frame of ${film}` : `${owner} frame at ${secondsWords(frameAt)}`
  if (kind === 'image') return mode === 'image_to_video' || mode === 'first_last_frames' ? `Starts from ${frame}` : `Guided by ${frame}`
  if (mode === 'extend') return `Extends ${film}`
  return mode === 'edit' ? `Edits ${film}` : `Guided by ${film}`
}

/** As a player counts, to the hundredth: a frame lasts about four of them. */
export function secondsWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${minutes}:${(seconds - minutes * 60).toFixed(2).padStart(5, '0')}`
}
