import { type Draft, type DraftReference, pendingFields, splitAddresses, switchFields } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { type AssumableField, assumableFields } from '#lib/generation/assumable-field.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'
import { parseFormInteger } from '#lib/generation/parse-request.ts'
import { type Mode, modeLabels, type VendorId } from '#lib/generation/request.ts'
import { usualChoice } from '#lib/vendors/check-rules.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Model, ModeRules, Tier } from '#lib/vendors/vendor.ts'

export interface Projection {
  modelId: string
  /** The person's, or what comes nearest at this vendor. */
  mode: Mode
  /** Null for a model that the vendor does not know; nothing is set aside then. */
  rules: ModeRules | null
  /** What would be sent, before anybody has looked at its shape. */
  raw: Record<string, unknown>
  /** Fields that this vendor requires and the person left open: filled with the usual choice, and no wish to carry elsewhere. */
  assumed: AssumableField[]
  /** What the person wants and this vendor or mode has no place for, in words: "Seed 0". */
  setAside: string[]
}

const nextBestTier: Record<Tier, readonly Tier[]> = {
  standard: ['standard', 'previous', 'fast'],
  fast: ['fast', 'mini', 'standard'],
  mini: ['mini', 'fast', 'standard'],
  previous: ['previous', 'standard'],
}

/** The model a draft means at a vendor: its own choice there, else the one of the same tier. */
export function modelIdAt(draft: Pick<Draft, 'model' | 'modelVendor'>, vendorId: VendorId): string {
  const vendor = vendors[vendorId]
  if (draft.model === '') return vendor.defaultModel
  if (draft.modelVendor === vendorId) return draft.model
  const tier = vendors[draft.modelVendor].models.find((model) => model.id === draft.model)?.tier
  const match = tier && nextBestTier[tier].map((wanted) => findTier(vendor.models, wanted)).find((model) => model !== undefined)
  return match?.id ?? vendor.defaultModel
}

function findTier(models: readonly Model[], tier: Tier): Model | undefined {
  return models.find((model) => model.tier === tier)
}

/** A source video can still guide a take where it cannot be edited or extended. */
function modeAt(draft: Draft, modelId: string): Mode {
  const offered = vendors[draft.vendor].rules[modelId]
  if (!offered || offered[draft.mode]) return draft.mode
  return listReferences(draft, 'videos').length > 0 && offered.reference ? 'reference' : 'text_to_video'
}

export function projectDraft(draft: Draft): Projection {
  const modelId = modelIdAt(draft, draft.vendor)
  const mode = modeAt(draft, modelId)
  const rules = vendors[draft.vendor].rules[modelId]?.[mode] ?? null
  const raw: Record<string, unknown> = { vendor: draft.vendor, mode }
  const setAside: string[] = mode === draft.mode ? [] : [`${fieldLabels.mode} ${modeLabels[draft.mode]}`]
  if (draft.model !== '') raw.model = modelId
  if (draft.prompt !== '') raw.prompt = draft.prompt
  const assumed: AssumableField[] = []
  const place = (field: keyof typeof fieldLabels, isTaken: boolean, value: unknown, words: string) => {
    if (isTaken) raw[field] = value
    else setAside.push(`${fieldLabels[field]} ${words}`)
  }
  for (const field of assumableFields) {
    const value = draft[field]
    const rule = rules?.[field].value
    if (value !== '') place(field, rule?.presence !== 'absent', value, value)
    else if (rule?.presence === 'required') {
      raw[field] = usualChoice(field, rule.options)
      assumed.push(field)
    }
  }
  if (draft.duration.trim() !== '') raw.duration = readNumber(draft.duration)
  for (const kind of listFields) {
    const references = listReferences(draft, kind)
    if (references.length > 0) place(kind, rules?.[kind] !== null, references.map(toReference), `(${references.length})`)
  }
  const options = rules?.options.value
  for (const field of switchFields) {
    const value = draft[field]
    if (value !== 'default') place(field, options === undefined || options.includes(field), value === 'on', value)
  }
  if (draft.seed.trim() !== '') {
    place('seed', options === undefined || options.includes('seed'), readNumber(draft.seed), draft.seed.trim())
  }
  return { modelId, mode, rules, raw, assumed, setAside }
}

/** What is listed, then what stands in the address field: pressing Generate adds it. */
export function listReferences<Kind extends ListField>(
  draft: Pick<Draft, Kind | (typeof pendingFields)[Kind]>,
  kind: Kind,
): DraftReference[] {
  const own: readonly DraftReference[] = draft[kind]
  return [...own, ...splitAddresses(draft[pendingFields[kind]]).map((url) => ({ url }))]
}

/** A plain decimal number passes, so that the vendor's rule can say "whole seconds"; any other text stays for the parser to refuse. */
function readNumber(text: string): number | string {
  const integer = parseFormInteger(text)
  if (integer !== null) return integer
  return /^-?[0-9]+\.[0-9]+$/.test(text.trim()) ? Number(text) : text
}

const sentFields = ['url', 'upload', 'width', 'height', 'duration'] as const

function toReference(reference: DraftReference): Partial<DraftReference> {
  return Object.fromEntries(sentFields.flatMap((field) => (reference[field] === undefined ? [] : [[field, reference[field]]])))
}
