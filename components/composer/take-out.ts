import type { Draft } from '#components/composer/draft.ts'
import { keepMentions } from '#components/composer/keep-mentions.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import { renumberMentions } from '#lib/generation/mentions.ts'

export interface TakenOut {
  draft: Draft
  /** Puts the file where it stood; whatever was done since stays. */
  putBack: (latest: Draft) => Draft
}

/** A draft without one of its files. */
export function takeOut(before: Draft, kind: ListField, index: number): TakenOut {
  const reference = before[kind][index]
  if (reference === undefined) return { draft: before, putBack: (latest) => latest }
  const draft = keepMentions(before, { ...before, [kind]: before[kind].toSpliced(index, 1) })
  const putBack = (latest: Draft): Draft => {
    const place = Math.min(index, latest[kind].length)
    // A mention that lost its file is only known to mean this one while nothing else has changed.
    const isUntouched = latest.prompt === draft.prompt && latest[kind].length === draft[kind].length
    const prompt = isUntouched ? before.prompt : renumberMentions(latest.prompt, kind, { type: 'inserted', index: place })
    return { ...latest, prompt, [kind]: latest[kind].toSpliced(place, 0, reference) }
  }
  return { draft, putBack }
}
