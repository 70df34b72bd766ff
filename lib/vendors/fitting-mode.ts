import { listFields } from '#lib/generation/file-kinds.ts'
import type { Fix } from '#lib/generation/issue.ts'
import { type GenerationRequest, type Mode, modeLabels } from '#lib/generation/request.ts'
import type { ModeRules } from './vendor.ts'
import { countIn } from './wording.ts'

/** Nearest first: the modes that say most about the files come before the one that takes anything, and before the one that takes none. */
const candidates = [
  'image_to_video',
  'first_last_frames',
  'reference',
  'edit',
  'extend',
  'text_to_video',
] as const satisfies readonly Mode[]

/** Another mode of the same model that takes the request's files as they are, or null. */
export function findFittingMode(modes: Partial<Record<Mode, ModeRules>>, request: GenerationRequest): Mode | null {
  return candidates.find((mode) => mode !== request.mode && filesFit(modes[mode], request)) ?? null
}

export function switchModeFix(modes: Partial<Record<Mode, ModeRules>>, request: GenerationRequest): Fix | undefined {
  const mode = findFittingMode(modes, request)
  return mode === null ? undefined : { label: `Switch to ${modeLabels[mode]}`, set: { mode } }
}

function filesFit(rules: ModeRules | undefined, request: GenerationRequest): boolean {
  if (!rules) return false
  let total = 0
  for (const field of listFields) {
    const count = countIn(request, field)
    const allowed = rules[field]?.count.value ?? { min: 0, max: 0 }
    if (count < allowed.min || count > allowed.max) return false
    total += count
  }
  const allowed = rules.totalReferences?.value
  if (allowed && (total < allowed.min || total > allowed.max)) return false
  return !lacksVisual(rules, request) && !isAnotherMode(rules, request)
}

export function lacksVisual(rules: ModeRules, request: GenerationRequest): boolean {
  return (
    rules.audioNeedsVisual !== undefined &&
    countIn(request, 'audios') > 0 &&
    countIn(request, 'images') === 0 &&
    countIn(request, 'videos') === 0
  )
}

export function isAnotherMode(rules: ModeRules, request: GenerationRequest): boolean {
  const images = countIn(request, 'images')
  const others = countIn(request, 'videos') + countIn(request, 'audios')
  return others === 0 && (rules.imagesOfAnotherMode?.value.includes(images) ?? false)
}
