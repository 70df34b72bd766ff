import type { Fix, Issue, IssueCode } from '#lib/generation/issue.ts'
import { type GenerationRequest, type Mode, modeLabels, modes, type RequestField } from '#lib/generation/request.ts'
import { checkReferences } from './check-references.ts'
import { switchModeFix } from './fitting-mode.ts'
import { nearestNumber, nearestOption } from './nearest-option.ts'
import { leaveOutWords, optionNames } from './option-words.ts'
import { type RequestFacts, readFacts } from './request-facts.ts'
import type { DurationRule, Model, ModeRules, OptionField, Presence, Rules } from './vendor.ts'
import { eitherOf, seconds } from './wording.ts'

/** What the interpreter needs of a vendor. */
export interface RuleBook {
  name: string
  models: readonly Model[]
  defaultModel: string
  rules: Rules
}

const optionFields = Object.keys(optionNames) as OptionField[]

/** The rules for a request's model and mode; null when the vendor does not have one of them. */
export function findModeRules(book: RuleBook, request: Pick<GenerationRequest, 'model' | 'mode'>): ModeRules | null {
  return modesOf(book, request.model ?? book.defaultModel)?.[request.mode] ?? null
}

function modesOf(book: RuleBook, model: string): Partial<Record<Mode, ModeRules>> | undefined {
  return Object.hasOwn(book.rules, model) ? book.rules[model] : undefined
}

/** The one interpreter of the rules: what holds for a vendor is written as data in its `rules.ts` and nowhere else. */
export function checkRules(book: RuleBook, request: GenerationRequest, facts: RequestFacts = readFacts(request)): Issue[] {
  const issues: Issue[] = []
  const given = modesOf(book, request.model ?? book.defaultModel)
  if (!given) {
    const options = book.models.map((model) => model.id)
    const message = `${book.name} has no model of this name; it has ${eitherOf(options)}.`
    const usual = book.models.find((model) => model.id === book.defaultModel)?.name ?? book.defaultModel
    issues.push(error('model', 'not_an_option', message, { label: `Use ${usual}`, set: { model: book.defaultModel } }))
  }
  // With an unknown model the other fields are still read by the default one, so that all mistakes are told at once.
  const byMode = given ?? modesOf(book, book.defaultModel) ?? {}
  const rules = byMode[request.mode]
  if (!rules) {
    const offered = modes.filter((mode) => byMode[mode]).map((mode) => modeLabels[mode])
    const message = `${book.name} has no ${modeLabels[request.mode]}; it has ${eitherOf(offered)}.`
    issues.push(error('mode', 'not_supported', message, switchModeFix(byMode, request)), ...facts.mentionIssues)
    return issues
  }
  issues.push(
    ...checkPrompt(book, rules, request),
    ...facts.mentionIssues,
    ...checkReferences({ vendorName: book.name, modes: byMode, rules, request, facts }),
    ...checkChoice(book, request, 'ratio', rules.ratio.value, rules.ratioNote),
    ...checkChoice(book, request, 'resolution', rules.resolution.value),
    ...checkChoice(book, request, 'upscale', rules.upscale.value),
    ...checkDuration(request, rules.duration.value),
    ...checkOptions(book, request, rules.options.value),
  )
  return issues
}

function checkPrompt(book: RuleBook, rules: ModeRules, request: GenerationRequest): Issue[] {
  if (rules.prompt.value === 'optional' || (request.prompt ?? '').trim() !== '') return []
  return [error('prompt', 'required', `${book.name} needs a prompt for ${modeLabels[request.mode]}.`)]
}

interface ChoiceRule {
  presence: Presence
  options: readonly string[]
  default?: string | null
}

function checkChoice(
  book: RuleBook,
  request: GenerationRequest,
  field: 'ratio' | 'resolution' | 'upscale',
  rule: ChoiceRule,
  note?: string,
): Issue[] {
  const value = request[field]
  if (rule.presence === 'absent') {
    if (value === undefined) return []
    const mode = modeLabels[request.mode]
    const lacks = field === 'upscale' ? `does not upscale ${mode}` : `has no choice of ${field} for ${mode}`
    const message = note ? `For ${mode} at ${book.name} the ${field} ${note}.` : `${book.name} ${lacks}.`
    return [error(field, 'not_supported', message, leaveOut(field, `the ${field}`))]
  }
  const options = eitherOf(rule.options)
  if (value === undefined) {
    if (rule.presence === 'optional') return []
    const use = rule.default ?? usualChoice(field, rule.options)
    return [error(field, 'required', `${book.name} needs a ${field} for ${modeLabels[request.mode]}: ${options}.`, choose(field, use))]
  }
  if (rule.options.includes(value)) return []
  const model = book.models.find(({ id }) => id === (request.model ?? book.defaultModel))
  const message = `The ${field} must be ${options} ${model ? `for ${model.name} ` : ''}at ${book.name}.`
  const nearest = nearestOption(field, value, rule.options)
  const made = choose(field, nearest)
  const owner = field === 'resolution' ? findOwner(book, request.mode, value) : null
  if (owner === null || made === undefined) return [error(field, 'not_an_option', message, made)]
  const moved: Fix = { label: `Use ${owner.model.name}`, set: { model: owner.model.id } }
  // One step down is little to give up; from 4K to 720p the model that makes 4K is the smaller change.
  const steps = owner.resolutions.indexOf(value) - owner.resolutions.indexOf(nearest ?? '')
  const [fix, otherFix] = steps > 1 ? [moved, made] : [made, moved]
  return [{ ...error(field, 'not_an_option', message, fix), otherFix }]
}

/** The vendor's first model that makes this resolution, with all that it makes, the smallest first. */
function findOwner(book: RuleBook, mode: Mode, resolution: string): { model: Model; resolutions: readonly string[] } | null {
  for (const model of book.models) {
    const resolutions = modesOf(book, model.id)?.[mode]?.resolution.value.options
    if (resolutions?.includes(resolution)) return { model, resolutions }
  }
  return null
}

/** What a creator most likely means who says nothing. */
export function usualChoice(field: 'ratio' | 'resolution' | 'upscale', options: readonly string[]): string | undefined {
  const usual = { ratio: '16:9', resolution: '720p', upscale: '2k' }[field]
  return options.includes(usual) ? usual : options[0]
}

function checkDuration(request: GenerationRequest, { values }: DurationRule): Issue[] {
  const value = request.duration
  if (value === undefined || values.includes(value)) return []
  const least = values[0] ?? 0
  const most = values.at(-1) ?? 0
  const isRange = values.length === most - least + 1
  const allowed = isRange ? `${least} to ${most} whole seconds` : `${eitherOf(values)} seconds`
  const message = `The duration must be ${allowed}.`
  const nearest = nearestNumber(value, values)
  const fix = (verb: string): Fix | undefined =>
    nearest === null ? undefined : { label: `${verb} ${seconds(nearest)}`, set: { duration: nearest } }
  if (value > most) return [error('duration', 'too_big', message, fix('Shorten to'))]
  if (value < least) return [error('duration', 'too_small', message, fix('Lengthen to'))]
  return [error('duration', Number.isInteger(value) ? 'not_an_option' : 'not_an_integer', message, fix('Use'))]
}

function checkOptions(book: RuleBook, request: GenerationRequest, supported: readonly OptionField[]): Issue[] {
  return optionFields.flatMap((field) => {
    const value = request[field]
    if (value === undefined) return []
    const name = optionNames[field]
    if (!supported.includes(field))
      return [error(field, 'not_supported', `${book.name} has no “${name}” option.`, leaveOut(field, leaveOutWords[field]))]
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      return [error(field, 'not_an_integer', `The ${name} must be a whole number.`, leaveOut(field, leaveOutWords[field]))]
    return []
  })
}

function choose(field: 'ratio' | 'resolution' | 'upscale', option: string | undefined): Fix | undefined {
  return option === undefined ? undefined : { label: `Use ${option}`, set: { [field]: option } }
}

function leaveOut(field: RequestField, name: string): Fix {
  return { label: `Leave out ${name}`, unset: [field] }
}

function error(path: RequestField, code: IssueCode, message: string, fix?: Fix): Issue {
  return { path, code, message, severity: 'error', ...(fix && { fix }) }
}
