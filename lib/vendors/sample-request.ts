import { type ListField, listFields } from '#lib/generation/file-kinds.ts'
import type { GenerationRequest, Mode, Reference } from '#lib/generation/request.ts'
import { findModeRules, usualChoice } from './check-rules.ts'
import type { ReferenceRule, Vendor } from './vendor.ts'

const endings: Record<ListField, string> = { images: 'png', videos: 'mp4', audios: 'mp3' }

/** A file that any rule about one file takes, with all facts known. */
export function sampleReference(field: ListField, number: number): Reference {
  const url = `https://example.com/${field}-${number}.${endings[field]}`
  if (field === 'images') return { url, width: 1280, height: 720 }
  return field === 'videos' ? { url, width: 1280, height: 720, duration: 4 } : { url, duration: 4 }
}

export function sampleReferences(field: ListField, count: number): Reference[] {
  return Array.from({ length: count }, (_, index) => sampleReference(field, index + 1))
}

/**
 * The least request that a vendor accepts for a model and mode, derived from its rules alone; null when it does not have them. Tests
 * start from it: a rule that changes changes the sample with it.
 */
export function sampleRequest(vendor: Vendor, mode: Mode, model: string = vendor.defaultModel): GenerationRequest | null {
  const rules = findModeRules(vendor, { model, mode })
  if (!rules) return null
  const request: GenerationRequest = { vendor: vendor.id, model, mode, prompt: 'A lighthouse in a storm, slow push-in' }
  for (const field of ['ratio', 'resolution', 'upscale'] as const) {
    const rule = rules[field].value
    if (rule.presence === 'required') request[field] = usualChoice(field, rule.options)
  }
  for (const field of listFields) {
    const least = leastOf(rules[field])
    if (least > 0) request[field] = sampleReferences(field, least)
  }
  const missing = rules.totalReferences
    ? rules.totalReferences.value.min - listFields.reduce((sum, field) => sum + leastOf(rules[field]), 0)
    : 0
  if (missing > 0) {
    // As many images as it takes not to be another mode.
    const count = Math.max(missing, 1 + Math.max(0, ...(rules.imagesOfAnotherMode?.value ?? [])))
    request.images = sampleReferences('images', count)
  }
  return request
}

function leastOf(rule: ReferenceRule | null): number {
  return rule?.count.value.min ?? 0
}
