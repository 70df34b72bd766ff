import type { Draft } from '#components/composer/draft.ts'
import { projectDraft } from '#components/composer/project-draft.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Mode } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Where a file was brought to a mode that takes none of its kind, the mode that does: what was just added must not vanish from sight. */
export function makeRoomFor(draft: Draft, kind: ListField): Draft {
  const { rules, modelId } = projectDraft(draft)
  if (rules === null || rules[kind] !== null) return draft
  const offered = vendors[draft.vendor].rules[modelId] ?? {}
  const order: readonly Mode[] = ['reference', 'image_to_video', 'edit', 'extend']
  const mode = order.find((candidate) => offered[candidate]?.[kind])
  return mode === undefined ? draft : { ...draft, mode }
}
