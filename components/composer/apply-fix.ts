import { createDraft, type Draft, type SwitchField, switchFields, toDraftReference, toSwitchValue } from '#components/composer/draft.ts'
import { isFieldName } from '#components/composer/field-labels.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import type { Fix } from '#lib/generation/issue.ts'
import type { RequestField } from '#lib/generation/request.ts'

/** The change a rule proposes, made to the draft. References keep the name and thumbnail they have in the form. */
export function applyFixToDraft(draft: Draft, fix: Fix): Draft {
  const next: Draft = { ...draft }
  const set = fix.set ?? {}
  if (set.vendor !== undefined) next.vendor = set.vendor
  if (set.model !== undefined) {
    next.model = set.model
    next.modelVendor = set.vendor ?? draft.vendor
  }
  if (set.mode !== undefined) next.mode = set.mode
  for (const field of ['prompt', 'ratio', 'resolution', 'upscale'] as const) {
    const value = set[field]
    if (value !== undefined) next[field] = value
  }
  for (const field of ['duration', 'seed'] as const) {
    const value = set[field]
    if (value !== undefined) next[field] = String(value)
  }
  for (const field of switchFields) {
    const value = set[field]
    if (value !== undefined) next[field] = toSwitchValue(value)
  }
  for (const kind of listFields) {
    const references = set[kind]
    if (references === undefined) continue
    next[kind] = references.map((reference) => {
      const everywhere = [...draft[kind], ...listFields.flatMap((other) => draft[other])]
      const known = everywhere.find((one) => ('upload' in reference ? one.upload === reference.upload : one.url === reference.url))
      return { ...known, ...toDraftReference(reference) }
    })
    // The rule counted what was still in the address field.
    clearPending(next, kind)
  }
  for (const field of fix.unset ?? []) unset(next, field)
  return next
}

function unset(draft: Draft, field: RequestField): void {
  if (!isFieldName(field)) return
  if (field === 'vendor' || field === 'mode') return
  if (field === 'images' || field === 'videos' || field === 'audios') {
    draft[field] = []
    clearPending(draft, field)
    return
  }
  if (isSwitch(field)) draft[field] = 'default'
  else draft[field] = field === 'duration' ? '' : createDraft()[field]
}

function isSwitch(field: string): field is SwitchField {
  return switchFields.some((known) => known === field)
}

function clearPending(draft: Draft, kind: 'images' | 'videos' | 'audios'): void {
  if (kind === 'images') draft.pendingImages = ''
  else if (kind === 'videos') draft.pendingVideos = ''
  else draft.pendingAudios = ''
}
