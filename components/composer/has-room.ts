import type { Draft } from '#components/composer/draft.ts'
import type { Projection } from '#components/composer/project-draft.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'
import { findFittingMode } from '#lib/vendors/fitting-mode.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Whether one more file of a kind would be taken, be it in another mode of the model: a second start image makes first and last frame. */
export function hasRoom(
  draft: Pick<Draft, 'vendor' | ListField>,
  { rules, modelId, mode }: Pick<Projection, 'rules' | 'modelId' | 'mode'>,
  kind: ListField,
): boolean {
  // Where the form does not know the rule, it stands in nobody's way.
  if (!rules?.[kind]) return true
  const counts = listFields.map((field): [ListField, number] => [
    field,
    rules[field] === null ? 0 : draft[field].length + Number(field === kind),
  ])
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const most = rules.totalReferences?.value.max ?? Number.POSITIVE_INFINITY
  if (draft[kind].length < rules[kind].count.value.max && total <= most) return true
  const lists = counts.map(([field, count]) => [field, Array.from({ length: count }, () => ({ upload: '' }))])
  const request = { vendor: draft.vendor, mode, ...Object.fromEntries(lists) }
  return findFittingMode(vendors[draft.vendor].rules[modelId] ?? {}, request) !== null
}
