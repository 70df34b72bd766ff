import { applyFixToDraft } from '#components/composer/apply-fix.ts'
import { assessDraft } from '#components/composer/assess-draft.ts'
import type { Draft } from '#components/composer/draft.ts'
import { isTooLong } from '#components/fit/fit-action.ts'
import type { VendorId } from '#lib/generation/request.ts'

export interface Fitted {
  draft: Draft
  /** The changes made, in the order in which they were made, in words. */
  changes: readonly string[]
  /** What the vendor has no place for: it stays in the draft and comes back with the next vendor that has one. */
  setAside: readonly string[]
}

/** One fix can uncover the next (another mode has other limits), and each file may need its own; a rule that never comes to rest must not hang the page. */
const mostChanges = 60

/** Moves a draft to another vendor with every change that its rules ask for and can name. What is still wrong is told at the fields. */
export function fitElsewhere(draft: Draft, vendor: VendorId): Fitted {
  const labels: string[] = []
  const seen = new Set<string>()
  let fitted: Draft = { ...draft, vendor }
  while (labels.length < mostChanges) {
    // What is too long is left for the person to trim: nobody wants half a song thrown away whole.
    const { issues } = assessDraft(fitted, [])
    const fix = issues.find((issue) => issue.severity === 'error' && issue.fix !== undefined && !isTooLong(issue))?.fix
    // Two files with the same fault have a change of the same name, so only the draft tells whether anything moves.
    const state = JSON.stringify(fitted)
    if (fix === undefined || seen.has(state)) break
    seen.add(state)
    fitted = applyFixToDraft(fitted, fix)
    labels.push(fix.label)
  }
  return { draft: fitted, changes: withTimes(labels), setAside: assessDraft(fitted, []).setAside }
}

/** "Use https:// (2 times)". */
export function withTimes(labels: readonly string[]): string[] {
  return [...Map.groupBy(labels, (label) => label)].map(([label, times]) =>
    times.length === 1 ? label : `${label} (${times.length} times)`,
  )
}
