import { applyFixToDraft } from '#components/composer/apply-fix.ts'
import { assessDraft } from '#components/composer/assess-draft.ts'
import type { Draft } from '#components/composer/draft.ts'
import type { VendorId } from '#lib/generation/request.ts'

export interface Fitted {
  draft: Draft
  /** The changes made, in the order in which they were made, in words. */
  changes: readonly string[]
  /** What the vendor has no place for: it stays in the draft and comes back with the next vendor that has one. */
  setAside: readonly string[]
}

/** One fix can uncover the next (another mode has other limits); a rule that never comes to rest must not hang the page. */
const mostChanges = 12

/** Moves a draft to another vendor with every change that its rules ask for and can name. What is still wrong is told at the fields. */
export function fitElsewhere(draft: Draft, vendor: VendorId): Fitted {
  const changes: string[] = []
  let fitted: Draft = { ...draft, vendor }
  while (changes.length < mostChanges) {
    const fix = assessDraft(fitted, []).issues.find((issue) => issue.severity === 'error' && issue.fix !== undefined)?.fix
    if (fix === undefined || changes.includes(fix.label)) break
    fitted = applyFixToDraft(fitted, fix)
    changes.push(fix.label)
  }
  return { draft: fitted, changes, setAside: assessDraft(fitted, []).setAside }
}
