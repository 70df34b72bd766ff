import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { linkProblems } from '#lib/generation/linked-file.ts'
import { judgeFormat } from '#lib/vendors/check-format.ts'
import type { ReferenceRule } from '#lib/vendors/vendor.ts'
import { seconds } from '#lib/vendors/wording.ts'

/** What is known of a file. */
export interface FitFacts {
  container?: string
  duration?: number
}

export interface TrimAction {
  do: 'trim'
  label: string
  /** Seconds that the vendor takes; undefined where it says nothing. */
  min: number | undefined
  max: number | undefined
}

export interface ConvertAction {
  do: 'convert'
  label: string
  to: 'mp4' | 'mp3'
}

export type FitAction = TrimAction | ConvertAction

/** Seconds that a millisecond's rounding may add. */
const dust = 0.001

/**
 * What would make a file fit the vendor's rules. Pictures need nothing here: they are turned, made smaller, converted and relieved of their
 * location when they are brought.
 * @param othersSeconds how long the other files of the list are together
 */
export function fitActionsFor(field: ListField, facts: FitFacts, rule: ReferenceRule | null, othersSeconds = 0): FitAction[] {
  if (field === 'images' || rule === null) return []
  const actions: FitAction[] = []
  const { container, duration } = facts
  const max = longest(rule, othersSeconds)
  const min = rule.minSeconds?.value
  if (duration !== undefined && max !== undefined && duration > max + dust && max >= (min ?? 0))
    actions.push({ do: 'trim', label: `Trim to ${seconds(max)}…`, min, max })
  // A cut is converted on the way.
  if (actions.length === 0 && container !== undefined && judgeFormat(field, rule, container) !== 'fits') {
    const to = field === 'videos' ? 'mp4' : 'mp3'
    actions.push({ do: 'convert', label: `Convert to ${to.toUpperCase()}`, to })
  }
  return actions
}

/** What is known of a file at an address. */
export interface LinkFacts extends FitFacts {
  width?: number
  checked?: { problem: string | null }
}

/** Of what stood in the way of a look: what has time, and takes a whole file, may get through. */
const worthBringing: ReadonlySet<string> = new Set([linkProblems.not_measured, linkProblems.timed_out])

/** What for a file at an address is worth bringing here; null where that would change nothing. */
export function bringReason(
  field: ListField,
  facts: LinkFacts,
  rule: ReferenceRule | null,
  othersSeconds: number,
): FitAction['do'] | 'measure' | null {
  const [action] = fitActionsFor(field, facts, rule, othersSeconds)
  if (action) return action.do
  const { checked, width, duration } = facts
  if (rule === null || checked === undefined) return null
  if (checked.problem !== null) return worthBringing.has(checked.problem) ? 'measure' : null
  return (field === 'images' ? width : duration) === undefined ? 'measure' : null
}

/** A clip or sound too long, alone or with the others of its list: cutting it keeps what taking it out would lose. */
export function isTooLong({ path, code }: Issue): boolean {
  return code === 'too_big' && (path === 'videos' || path === 'audios')
}

/** What one file may be long, beside the others of its list. */
function longest(rule: ReferenceRule, othersSeconds: number): number | undefined {
  const each = rule.maxSeconds?.value
  const together = rule.maxTotalSeconds?.value
  const left = together === undefined ? undefined : Math.floor((together - othersSeconds) * 1000) / 1000
  // Where the others fill it alone, trimming this one is no way out.
  if (left === undefined || left < (rule.minSeconds?.value ?? 1)) return each
  return each === undefined ? left : Math.min(each, left)
}
