import { listFields } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { hasErrors } from '#lib/generation/issue.ts'
import { type GenerationRequest, type Mode, modeLabels, type RequestField, type VendorId, vendorIds } from '#lib/generation/request.ts'
import { findModeRules, usualChoice } from './check-rules.ts'
import { vendors } from './registry.ts'
import { type RequestFacts, readFacts } from './request-facts.ts'
import type { Credits, Model, ModeRules, OptionField, Vendor } from './vendor.ts'
import { eitherOf, nounOf } from './wording.ts'

export interface Verdict {
  ok: boolean
  issues: Issue[]
  credits: Credits | null
}

/**
 * Where a request can run: its own vendor judges it as it stands, every other one as `moveToVendor` words it. Nothing that changes the
 * take (seed, upscale, ratio, files) is left out for another vendor: what it lacks is told as an issue with the fix that leaves it out.
 */
export function verdicts(request: GenerationRequest): Record<VendorId, Verdict> {
  const facts = readFacts(request)
  const entries = vendorIds.map((id) => [id, judge(vendors[id], request, facts)] as const)
  return Object.fromEntries(entries) as Record<VendorId, Verdict>
}

function judge(vendor: Vendor, request: GenerationRequest, facts: RequestFacts): Verdict {
  const moved = vendor.id === request.vendor ? { request, notes: [] } : moveToVendor(request, vendor)
  const issues = [...moved.notes, ...vendor.check(moved.request, facts)]
  return { ok: !hasErrors(issues), issues, credits: vendor.quote(moved.request) }
}

/**
 * The same request in another vendor's terms: the model of the same tier, or the standard one with a warning; and the usual resolution
 * where the vendor cannot do without one and the request names none. All else stays word for word.
 */
function moveToVendor(request: GenerationRequest, target: Vendor): { request: GenerationRequest; notes: Issue[] } {
  const moved: GenerationRequest = { ...request, vendor: target.id }
  const notes: Issue[] = []
  const wanted = findModel(request)
  const match = wanted && target.models.find((model) => model.tier === wanted.tier)
  // Without a model the request means "your default", which every vendor has.
  if (request.model !== undefined) {
    moved.model = match?.id ?? standardModel(target).id
    if (!match) notes.push(otherTierNote(target, wanted?.name ?? request.model))
  }
  const resolution = findModeRules(target, moved)?.resolution.value
  if (resolution?.presence === 'required' && moved.resolution === undefined)
    moved.resolution = usualChoice('resolution', resolution.options)
  return { request: moved, notes }
}

function findModel(request: GenerationRequest): Model | undefined {
  const source = vendors[request.vendor]
  return source.models.find((model) => model.id === (request.model ?? source.defaultModel))
}

function standardModel(vendor: Vendor): Model {
  const model = vendor.models.find((candidate) => candidate.tier === 'standard')
  if (!model) throw new Error(`Vendor ${vendor.id} has no standard model`)
  return model
}

function otherTierNote(target: Vendor, wanted: string): Issue {
  const message = `${target.name} has no match for ${wanted}; it would use ${standardModel(target).name}.`
  return { path: 'model', code: 'not_an_option', message, severity: 'warning' }
}

export interface Dropped {
  field: RequestField
  /** Why it does not carry over, or what took its place, in the creator's words. */
  reason: string
}

export interface Translation {
  request: GenerationRequest
  dropped: Dropped[]
}

const optionFields: readonly OptionField[] = ['generateAudio', 'seed', 'watermark', 'cameraFixed', 'returnLastFrame']

/**
 * Moves a request to another vendor for the form: a field that the vendor has is kept, everything else is taken out and listed. Limits are
 * not applied: too many files, a duration or a ratio it does not make stay, with the vendor's own issue and fix beside them.
 */
export function translateRequest(request: GenerationRequest, targetId: VendorId): Translation {
  if (targetId === request.vendor) return { request, dropped: [] }
  const target = vendors[targetId]
  const moved = moveToVendor(request, target)
  const dropped: Dropped[] = moved.notes.map((note) => ({ field: 'model', reason: note.message }))
  const mode = findMode(target, moved.request)
  let translated: GenerationRequest = moved.request
  if (mode !== request.mode) {
    translated = { ...translated, mode }
    dropped.push({ field: 'mode', reason: `${target.name} has no ${modeLabels[request.mode]}; ${modeLabels[mode]} comes nearest.` })
  }
  const rules = findModeRules(target, translated)
  return rules ? fitFields(translated, rules, target.name, dropped) : { request: translated, dropped }
}

/** A source video can still guide a take where it cannot be edited or extended. */
function findMode(target: Vendor, request: GenerationRequest): Mode {
  const has = (mode: Mode) => findModeRules(target, { ...request, mode }) !== null
  if (has(request.mode)) return request.mode
  return (request.videos?.length ?? 0) > 0 && has('reference') ? 'reference' : 'text_to_video'
}

function fitFields(request: GenerationRequest, rules: ModeRules, name: string, dropped: Dropped[]): Translation {
  const fitted: GenerationRequest = { ...request }
  const drop = (field: Exclude<RequestField, 'vendor' | 'mode'>, reason: string) => {
    delete fitted[field]
    dropped.push({ field, reason })
  }
  for (const field of ['ratio', 'resolution', 'upscale'] as const) {
    const value = request[field]
    const rule = rules[field].value
    if (value === undefined || rule.options.includes(value)) continue
    if (rule.presence === 'absent')
      drop(field, field === 'ratio' && rules.ratioNote ? `The ratio ${rules.ratioNote}.` : `${name} has no ${field} here.`)
    else if (field !== 'ratio') drop(field, `${name} has no ${field} ${value}, only ${eitherOf(rule.options)}.`)
  }
  const { resolution } = rules
  if (resolution.value.presence === 'required' && fitted.resolution === undefined)
    fitted.resolution = usualChoice('resolution', resolution.value.options)
  for (const field of listFields)
    if ((request[field]?.length ?? 0) > 0 && rules[field] === null) drop(field, `${name} takes no ${nounOf(field)} here.`)
  for (const field of optionFields)
    if (request[field] !== undefined && !rules.options.value.includes(field)) drop(field, `${name} has no such option.`)
  return { request: fitted, dropped }
}
