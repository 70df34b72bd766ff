import { type ListField, listFields } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue, IssueCode } from '#lib/generation/issue.ts'
import { keepMentions } from '#lib/generation/mentions.ts'
import { type GenerationRequest, type Mode, modeLabels, type Reference } from '#lib/generation/request.ts'
import { checkUrl } from './check-url.ts'
import { findFittingMode, isAnotherMode, lacksVisual, switchModeFix } from './fitting-mode.ts'
import type { RequestFacts } from './request-facts.ts'
import type { CountRule, ModeRules, ReferenceRule } from './vendor.ts'
import { allOf, capitalized, countIn, countOf, entryOf, nounOf, seconds } from './wording.ts'

interface ReferenceContext {
  vendorName: string
  modes: Partial<Record<Mode, ModeRules>>
  rules: ModeRules
  request: GenerationRequest
  facts: RequestFacts
}

/** Every rule about the files of a request: how many, which together, where they are, how large and how long. */
export function checkReferences(context: ReferenceContext): Issue[] {
  const perList = listFields.flatMap((field) => checkList(context, field))
  return [...perList, ...checkTogether(context, perList)]
}

function checkList(context: ReferenceContext, field: ListField): Issue[] {
  const { rules, request, vendorName } = context
  const list = request[field] ?? []
  const rule = rules[field]
  if (!rule) {
    if (list.length === 0) return []
    const message = `${modeLabels[request.mode]} at ${vendorName} takes no ${nounOf(field)}.`
    const fix = switchModeFix(context.modes, request) ?? keepFix(context, field, [], `Leave out the ${nounOf(field)}`)
    return [error(field, 'not_supported', message, fix)]
  }
  return [...checkCount(context, field, list, rule), ...checkEntries(context, field, list, rule)]
}

function checkCount(context: ReferenceContext, field: ListField, list: readonly Reference[], rule: ReferenceRule): Issue[] {
  const { min, max } = rule.count.value
  if (list.length >= min && list.length <= max) return []
  const mode = modeLabels[context.request.mode]
  const message = `${mode} takes ${countWords(field, rule.count.value)}; there ${list.length === 1 ? 'is' : 'are'} ${list.length}.`
  if (list.length < min)
    return [error(field, list.length === 0 ? 'required' : 'too_few', message, switchModeFix(context.modes, context.request))]
  // A second start image is most likely meant as the end: switching keeps it, dropping loses it.
  const asFrames = context.request.mode === 'image_to_video' ? switchModeFix(context.modes, context.request) : undefined
  return [error(field, 'too_many', message, asFrames ?? dropFix(context, field, list, list.length - max))]
}

function checkEntries(context: ReferenceContext, field: ListField, list: readonly Reference[], rule: ReferenceRule): Issue[] {
  const issues: Issue[] = []
  const unmeasured: string[] = []
  const isReference = context.request.mode === 'reference'
  list.forEach((reference, index) => {
    const add = (code: IssueCode, words: string, fix?: Fix, severity: Issue['severity'] = 'error') =>
      issues.push({ path: field, index, code, message: `${capitalized(entryOf(field, index))} ${words}.`, severity, ...(fix && { fix }) })
    const without = () => removeFix(context, field, list, index)
    const known = context.facts.files[field][index]
    if (known?.address && 'url' in reference) {
      const fault = checkUrl(reference.url, known.address, rule)
      if (fault) {
        const { repair } = fault
        const fix = repair ? { label: repair.label, set: { [field]: replaceUrl(list, index, repair.url) } } : without()
        add(fault.code, fault.words, fix, fault.severity)
      }
    }
    if (isReference && known?.isRepeated) {
      const fix = without()
      // A hint is no reason to change the mode.
      add('duplicate', 'is there already', fix?.set?.mode === undefined ? fix : undefined, 'warning')
    }
    for (const [code, words] of checkFacts(context.vendorName, reference, rule)) add(code, words, without())
    if (lacksFacts(reference, rule)) unmeasured.push(entryOf(field, index))
  })
  return [...issues, ...checkTotalSeconds(context, field, list, rule), ...warnUnmeasured(context.vendorName, field, unmeasured, rule)]
}

function checkFacts(vendorName: string, reference: Reference, rule: ReferenceRule): [IssueCode, string][] {
  const faults: [IssueCode, string][] = []
  const { minShortSidePx, minSeconds, maxSeconds } = rule
  const shortSide = Math.min(reference.width ?? Number.POSITIVE_INFINITY, reference.height ?? Number.POSITIVE_INFINITY)
  if (minShortSidePx && shortSide < minShortSidePx.value)
    faults.push(['too_small', `is ${shortSide} px on its short side; ${vendorName} takes at least ${minShortSidePx.value} px`])
  if (reference.duration === undefined) return faults
  const duration = withoutDust(reference.duration)
  if (minSeconds && duration < minSeconds.value)
    faults.push(['too_small', `is ${seconds(duration)} long; ${vendorName} takes at least ${seconds(minSeconds.value)}`])
  if (maxSeconds && duration > maxSeconds.value)
    faults.push(['too_big', `is ${seconds(duration)} long; ${vendorName} takes at most ${seconds(maxSeconds.value)}`])
  return faults
}

function lacksFacts(reference: Reference, rule: ReferenceRule): boolean {
  const needsSize = rule.minShortSidePx !== undefined
  const needsLength = rule.minSeconds !== undefined || rule.maxSeconds !== undefined || rule.maxTotalSeconds !== undefined
  const knowsSize = reference.width !== undefined && reference.height !== undefined
  return (needsSize && !knowsSize) || (needsLength && reference.duration === undefined)
}

function checkTotalSeconds(context: ReferenceContext, field: ListField, list: readonly Reference[], rule: ReferenceRule): Issue[] {
  const total = totalSeconds(list)
  const most = rule.maxTotalSeconds?.value
  // One file that is too long by itself has its own message.
  if (most === undefined || total <= most || list.length < 2) return []
  let kept = list.length - 1
  while (kept > 1 && totalSeconds(list.slice(0, kept)) > most) kept -= 1
  const message = `The ${nounOf(field)} are ${seconds(total)} long together; ${context.vendorName} takes at most ${seconds(most)}.`
  return [error(field, 'too_big', message, dropFix(context, field, list, list.length - kept))]
}

function totalSeconds(list: readonly Reference[]): number {
  return withoutDust(list.reduce((sum, reference) => sum + (reference.duration ?? 0), 0))
}

/** A millisecond is finer than any rule: what lies below is floating point, not length. */
function withoutDust(value: number): number {
  return Math.round(value * 1000) / 1000
}

function warnUnmeasured(vendorName: string, field: ListField, entries: readonly string[], rule: ReferenceRule): Issue[] {
  if (entries.length === 0) return []
  const limits = [
    rule.minShortSidePx && `at least ${rule.minShortSidePx.value} px on the short side`,
    rule.minSeconds && `at least ${seconds(rule.minSeconds.value)} each`,
    rule.maxSeconds && `at most ${seconds(rule.maxSeconds.value)} each`,
    rule.maxTotalSeconds && `at most ${seconds(rule.maxTotalSeconds.value)} together`,
  ].filter((limit) => limit !== undefined)
  const message = `${capitalized(allOf(entries))} could not be measured here; ${vendorName} takes ${allOf(limits)}.`
  return [{ path: field, code: 'unknown_fact', message, severity: 'warning' }]
}

/** Rules over all lists. A list that has its own wrong count is not complained about twice. */
function checkTogether(context: ReferenceContext, found: readonly Issue[]): Issue[] {
  const { rules, request, vendorName } = context
  const issues: Issue[] = []
  const total = listFields.reduce((sum, field) => sum + countIn(request, field), 0)
  const allowed = rules.totalReferences?.value
  const hasCountIssue = found.some((issue) => issue.code === 'too_many' || issue.code === 'too_few' || issue.code === 'required')
  if (allowed && total < allowed.min && !hasCountIssue) {
    const kinds = rules.audioNeedsVisual ? 'image or video' : 'image, video or audio file'
    const message = `${modeLabels[request.mode]} needs at least one ${kinds}.`
    issues.push(error('images', 'required', message, switchModeFix(context.modes, request)))
  }
  if (allowed && total > allowed.max && !hasCountIssue) {
    const longest = listFields.reduce((most, field) => (countIn(request, field) > countIn(request, most) ? field : most))
    const message = `${vendorName} takes at most ${allowed.max} files together; there are ${total}.`
    issues.push(error(longest, 'too_many', message, dropFix(context, longest, request[longest] ?? [], total - allowed.max)))
  }
  if (lacksVisual(rules, request)) {
    const message = `${vendorName} does not take audio alone: add at least one image or video.`
    issues.push(error('audios', 'needs_companion', message, keepFix(context, 'audios', [], 'Leave out the audio')))
  }
  if (isAnotherMode(rules, request)) {
    const count = countOf('images', countIn(request, 'images'))
    const fix = switchModeFix(context.modes, request)
    const message = `${vendorName} would not treat ${count} alone as references, but as frames of the take: ${fix ? `${lowered(fix.label)}, or ` : ''}add more files.`
    issues.push(error('images', 'ambiguous_mode', message, fix))
  }
  return issues
}

function countWords(field: ListField, { min, max }: CountRule): string {
  if (min === max) return `exactly ${countOf(field, min)}${field === 'images' && min === 2 ? ', the first frame and the last' : ''}`
  return min === 0 ? `at most ${countOf(field, max)}` : `${min} to ${countOf(field, max)}`
}

function dropFix(context: ReferenceContext, field: ListField, list: readonly Reference[], count: number): Fix | undefined {
  const kept = list.slice(0, Math.max(0, list.length - count)).map((_, index) => index)
  return keepFix(context, field, kept, `Remove ${countOf(field, list.length - kept.length)}`)
}

function removeFix(context: ReferenceContext, field: ListField, list: readonly Reference[], index: number): Fix | undefined {
  const kept = list.map((_, position) => position).filter((position) => position !== index)
  return keepFix(context, field, kept, `Remove ${entryOf(field, index)}`)
}

/**
 * The change that leaves some files of a list, in their order: mentions in the prompt stay with their files, and where too few files
 * remain for the mode, the mode that takes what remains is part of the change.
 */
function keepFix(context: ReferenceContext, field: ListField, kept: readonly number[], label: string): Fix | undefined {
  const { request, modes } = context
  const list = request[field] ?? []
  const rest = kept.flatMap((index) => list[index] ?? [])
  const set: Fix['set'] = rest.length === 0 ? {} : { [field]: rest }
  if (request.prompt !== undefined) {
    const prompt = keepMentions(request.prompt, field, kept, list.length, context.facts.mentions)
    if (prompt !== request.prompt) set.prompt = prompt
  }
  const changed = { ...request, [field]: rest }
  const mode = hasEnough(context.rules, changed) ? null : findFittingMode(modes, changed)
  if (mode !== null) set.mode = mode
  return {
    label: mode === null ? label : `${label} and switch to ${modeLabels[mode]}`,
    ...(Object.keys(set).length > 0 && { set }),
    ...(rest.length === 0 && { unset: [field] }),
  }
}

/** Whether what remains still makes the mode; too many of something else is that list's own matter. */
function hasEnough(rules: ModeRules, request: GenerationRequest): boolean {
  let total = 0
  for (const field of listFields) {
    total += countIn(request, field)
    if (countIn(request, field) < (rules[field]?.count.value.min ?? 0)) return false
  }
  if (rules.totalReferences && total < rules.totalReferences.value.min) return false
  return !lacksVisual(rules, request) && !isAnotherMode(rules, request)
}

function replaceUrl(list: readonly Reference[], index: number, url: string): Reference[] {
  return list.map((reference, position) => (position === index && 'url' in reference ? { ...reference, url } : reference))
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function error(path: ListField, code: IssueCode, message: string, fix?: Fix): Issue {
  return { path, code, message, severity: 'error', ...(fix && { fix }) }
}
